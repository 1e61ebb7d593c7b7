package io.narrows.data.pipeline;

import io.narrows.data.profile.ChunkTimes;
import io.narrows.data.profile.LoaderMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who does what next: gives chunks to workers, hands them from group to group, and to the consumer in the order that was asked
 * for. Thread-safe.
 */
final class Scheduler {
    /*
     * One lock, taken a few times for a chunk, which is about a millisecond of work, and never for a sample.
     *
     *   feed --chunk--> workers of group 0 --queue 1--> workers of group 1 --> ... --> live, until the consumer has it
     *
     * Bytes are charged when a chunk is begun and given back when the consumer has its last sample, so the budget bounds all
     * queues together. Nobody is held back, whatever is held, from the chunk at the position that the consumer waits for: hence
     * nothing stops for good, and the bound is passed by one chunk at most.
     *
     * A worker that has nothing to do takes part in the chunks of the others of its group; after PATIENCE in what is not worth it
     * otherwise.
     */
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** So much of the budget, as one part of so many, is given back before workers that were held back look again. */
    private static final long LOOK_PART = 8;

    private final PipelineConfig config;
    private final LoaderMeters meters;
    private final Pace pace;
    private final ByteBudget budget;
    private final Room room;
    private final Feed feed;
    private final List<Team> teams = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();

    private final Outlet outlet;
    private final Sharing sharing;
    private final Staff staff;
    private boolean consumerWaits;

    /** Given back since workers looked last. */
    private long freedBytes;

    private volatile boolean closed;
    private @Nullable Throwable crash;

    Scheduler(PipelineConfig config, OpenShards shards, LoaderMeters meters) {
        this.config = config;
        this.meters = meters;
        budget = new ByteBudget(config.memoryBytes());
        int groups = config.stages().groups().size();
        pace = new Pace(config.memoryBytes(), groups);
        for (int group = 0; group < groups; group++) {
            String name = "before " + config.stages().name(config.stages().first(group));
            teams.add(new Team(
                    lock.newCondition(),
                    group == 0 ? null : meters.queue(name, Integer.MAX_VALUE, config.memoryBytes())));
        }
        outlet = new Outlet(config, meters.queue("ready", Integer.MAX_VALUE, config.memoryBytes()), this::consumed);
        room = new Room(config.ordered(), pace, budget, outlet, teams);
        feed = config.order().windowSamples() > 0
                ? new WindowFeed(config, pace, room, budget)
                : new StretchFeed(config, shards, pace, room, () -> teams.get(0).workers);
        sharing = new Sharing(config, pace, feed, outlet, this::handOn);
        staff = new Staff(lock, teams, group -> !closed && !over(group));
    }

    /** The numbers of workers. */
    Staff staff() {
        return staff;
    }

    ByteBudget budget() {
        return budget;
    }

    boolean closed() {
        return closed;
    }

    /** What a worker does next; waits for it. Null when the worker is to end. */
    @Nullable
    Work next(Worker worker) {
        Team team = teams.get(worker.group);
        lock.lock();
        try {
            boolean patient = false;
            while (true) {
                if (closed) {
                    return null;
                }
                if (worker.free() && staff.dismisses(team)) {
                    worker.dismissed = true;
                    return null;
                }
                Work work = work(worker, team, patient);
                if (work != null) {
                    begun(team, work);
                    return work;
                }
                if (over(worker.group)) {
                    teams.forEach(each -> each.work.signalAll());
                    return null;
                }
                sleeps(worker, team);
                patient = !await(team);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says for what. */
    private void sleeps(Worker worker, Team team) {
        if (worker.group == 0 ? feed.held() : team.held) {
            worker.clock().blockedMemory();
        } else if (worker.group == 0 && feed.reading()) {
            worker.clock().waitIo();
        } else {
            worker.clock().waitIn();
        }
    }

    private @Nullable Work work(Worker worker, Team team, boolean patient) {
        Work work = worker.group == 0 ? feed.next(worker) : fromQueue(worker.group, team);
        return work == null ? sharing.part(worker.group, team, patient) : work;
    }

    private @Nullable Work fromQueue(int group, Team team) {
        boolean wasHeld = team.held;
        Run run = team.first();
        team.held = run != null && !room.admits(group, run);
        if (run == null || team.held) {
            return null;
        }
        team.dequeueFirst();
        room.begins(group, run);
        if (wasHeld) {
            team.work.signal(); // what is behind it may go on too, and the feed
            teams.get(0).work.signalAll();
        }
        return Work.of(run);
    }

    private void begun(Team team, Work work) {
        Run run = work.run();
        if (run != null) {
            team.begins(run);
            if (outlet.begun(run)) {
                budget.add(work.stolen() ? 0 : run.chargedBytes);
            }
        }
    }

    /** Waits for a signal; false when none came for a time in which somebody's chunk might be shared. */
    @SuppressWarnings("WaitNotInLoop") // the caller is the loop
    private boolean await(Team team) {
        team.idles(1);
        try {
            if (!team.busy()) {
                team.work.await();
                return true;
            }
            return team.work.awaitNanos(PATIENCE_NS) > 0;
        } catch (InterruptedException e) {
            return true; // close() is looked at next; a stray interrupt is of no meaning here
        } finally {
            team.idles(-1);
        }
    }

    /** Whether nothing will come for a group any more. */
    private boolean over(int group) {
        if (!feed.exhausted()) {
            return false;
        }
        for (int each = 0; each <= group; each++) {
            if (!teams.get(each).over()) {
                return false;
            }
        }
        return true;
    }

    /** How many workers of a group have nothing to do. Takes no lock. */
    int idle(int group) {
        return teams.get(group).idle();
    }

    /** Wakes a worker that has nothing to do, so that it looks at this chunk. */
    void offer(Run run) {
        lock.lock();
        try {
            if (Team.worthSharing(run, pace.nsPerSample(run.group))) {
                teams.get(run.group).work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** About how long a group takes for a sample. A glance: takes no lock. */
    double nsPerSample(int group) {
        return pace.nsPerSample(group);
    }

    /**
     * A worker is done with its chunk.
     *
     * @param left samples that it has now
     * @param passed samples that the worker brought through, those included that others took off the front
     * @param rawBytes of its samples in their shards
     * @param bytes that it takes from now on
     */
    void finished(Run run, int left, int passed, long ns, long rawBytes, long bytes) {
        lock.lock();
        try {
            Team team = teams.get(run.group);
            team.ends(run);
            boolean knewAll = pace.knowsAll();
            if (!run.lost) {
                pace.made(run.group, left, rawBytes, bytes);
                pace.took(run.group, passed, ns);
            }
            if (run.group == 0) {
                feed.decoded(run);
            }
            boolean less = room.done(run, rawBytes, bytes);
            handOn(run);
            if (less || run.window != null || knewAll != pace.knowsAll()) {
                lookAgain();
            } else {
                laterLookAgain();
            }
            if (over(run.group)) {
                teams.forEach(each -> each.work.signalAll());
                ready.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void handOn(Run run) {
        if (run.group + 1 < teams.size()) {
            run.group++;
            run.startAt(config.stages().first(run.group));
            teams.get(run.group).enqueue(run);
        } else if (outlet.ready(run) && consumerWaits) {
            ready.signal();
        }
    }

    void fetched(LoadedWindow window, int slice, RawBlock block, ChunkTimes times) {
        lock.lock();
        try {
            feed.fetched(window, slice, block, times);
            teams.get(0).work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void opened(int shard, ChunkTimes times) {
        lock.lock();
        try {
            feed.opened(shard, times);
            teams.get(0).work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next samples for the consumer; waits for them. What was given before is the consumer's then.
     *
     * @return null when there are no more
     * @throws FaultException when the next sample failed and samples are not left out
     * @throws InterruptedException when the thread is interrupted; nothing is lost by that
     * @throws IllegalStateException when it is closed
     */
    @Nullable
    Piece take() throws InterruptedException, FaultException {
        lock.lockInterruptibly();
        boolean waited = false;
        try {
            boolean patient = false;
            while (true) {
                check();
                Piece piece = outlet.next(patient);
                if (piece != null) {
                    laterLookAgain();
                    meters.consumer().took(piece.times(), waited ? outlet.otherReadyNs(piece) : Long.MAX_VALUE);
                    return piece;
                }
                if (outlet.ended(feed.exhausted())) {
                    return null;
                }
                if (!waited) {
                    waited = true;
                    meters.consumer().waits();
                }
                consumerNeeds(); // each time: what it waited for may have been the last that was begun
                consumerWaits = true;
                if (config.ordered()) {
                    ready.await();
                } else {
                    patient = ready.awaitNanos(PATIENCE_NS) <= 0;
                }
            }
        } finally {
            consumerWaits = false;
            lock.unlock();
        }
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
        Throwable failure = crash;
        if (failure != null) {
            throw new IllegalStateException("a worker of the loader ended: " + failure, failure);
        }
    }

    /**
     * There is more room. Workers that were held back are woken only once there is room for a good deal of work, or when the
     * consumer needs what nobody has begun: to wake them for each chunk takes longer than many a chunk.
     */
    private void consumed(Run run) {
        budget.add(-run.chargedBytes);
        freedBytes += run.chargedBytes;
        if (freedBytes >= budget.limitBytes() / LOOK_PART) {
            lookAgain();
        }
    }

    /** The consumer is about to wait. */
    private void consumerNeeds() {
        if (outlet.nextIsBegun()) {
            laterLookAgain();
        } else {
            lookAgain();
        }
    }

    /** There is room for more, or the consumer waits for something else: all look, for a stretch is for its worker only. */
    private void lookAgain() {
        freedBytes = 0;
        if (teams.get(0).idle() > 0) {
            teams.get(0).work.signalAll();
        }
        laterLookAgain();
    }

    private void laterLookAgain() {
        if (room.laterHeld()) {
            teams.forEach(team -> team.work.signalAll());
        }
    }

    /** Something went wrong that is nobody's sample's fault; the consumer is told. */
    void crashed(Throwable failure) {
        lock.lock();
        try {
            if (crash == null) {
                crash = failure;
            }
            ready.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Samples that {@link #take} would give without waiting. */
    long readySamples() {
        lock.lock();
        try {
            return outlet.readySamples();
        } finally {
            lock.unlock();
        }
    }

    /** Everybody stops as soon as they can. */
    void close() {
        lock.lock();
        try {
            closed = true;
            teams.forEach(team -> team.work.signalAll());
            ready.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
