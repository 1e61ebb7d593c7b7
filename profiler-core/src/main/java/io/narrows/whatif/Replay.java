package io.narrows.whatif;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Lets the requests of a plan pass through the stations again. For one run; not thread-safe. */
final class Replay {

    /*
     * Events in order of time. A request alternates between time of its own and visits; a visit queues, is taken first in,
     * first out, and is served by a worker, alone or in a batch:
     *
     *   ENQUEUE  own time is over: ask the cache, queue, see whether a worker is free
     *   FORM     a worker that woke, or whose time for filling is over, takes a batch
     *   TIMER    the time for filling is over, unless the batch was formed before
     *   DONE     served: the worker is free, the request goes on
     *   LEAVE    a member of a batch that was done with it before the others goes on
     *   END      the last own time is over
     *
     * Where a batch of the log comes apart, the first part takes its luck along, beyond what its size explains; the others
     * take that of any batch. Otherwise one slow batch would become two.
     *
     * How long it takes from free to busy is what it took in the log, where work begins for the same reason (the worker was
     * idle, was busy, or waited in vain for its batch to fill): so what held up the whole process, a collection or a
     * neighbour, stays where it was. For another reason it is drawn from what the log showed, by numbers that depend on the
     * request alone, so that two replays differ only by what is changed.
     */

    private static final int ENQUEUE = 0;
    private static final int FORM = 1;
    private static final int TIMER = 2;
    private static final int DONE = 3;
    private static final int END = 4;
    private static final int LEAVE = 5;

    private final Plan plan;
    private final TraceColumns traces;
    private final Timing timing;
    private final Variation variation;
    private final Lines lines;
    private final Processors processors;
    private final ResultCache cache;
    private final int[] at;
    private final long[] ends;
    private final boolean shuffled;

    private Replay(Plan plan, Model model, List<Place> places, Variation variation, Timing timing, boolean shuffled) {
        this.plan = plan;
        this.traces = model.traces();
        this.timing = timing;
        this.variation = variation;
        this.shuffled = shuffled;
        lines = new Lines(places, variation, plan.owner.length);
        processors = new Processors(plan.requests, plan.owner.length, timing.cores);
        cache = new ResultCache(plan, model, variation);
        at = new int[plan.requests];
        ends = new long[plan.requests];
    }

    /**
     * Replays a run.
     *
     * @param shuffled whether to draw in any case what it takes from free to busy
     */
    static Result run(
            Model model, Visits visits, List<Place> places, Variation variation, Timing timing, boolean shuffled) {
        Plan plan = Planner.plan(model, visits, places, variation, timing.work);
        Replay replay = new Replay(plan, model, places, variation, timing, shuffled);
        long[] latencies = replay.run();
        for (int r = 0; r < latencies.length; r++) {
            latencies[r] -= plan.arrival[r];
        }
        return new Result(latencies, replay.lines.heldNs());
    }

    /**
     * What came of it.
     *
     * @param latencies of each request, in ns
     * @param heldNs for each station how long its workers served, all together
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Result(long[] latencies, double[] heldNs) {}

    static boolean isEnd(long event) {
        return type(event) == END;
    }

    private static int type(long event) {
        return (int) (event >>> 60) & 7;
    }

    /** Runs it; gives the end of each request. */
    private long[] run() {
        System.arraycopy(plan.first, 0, at, 0, plan.requests);
        Arrays.fill(ends, -1);
        int next = 0;
        while (next < plan.requests || !processors.isEmpty()) {
            if (next < plan.requests && plan.arrival[next] <= processors.nextTime()) {
                processors.advance(plan.arrival[next]);
                goOn(next++);
            } else {
                handle(processors.next());
            }
        }
        return ends;
    }

    private static long event(int type, int id) {
        return (long) type << 60 | id;
    }

    private void handle(long event) {
        if (event == Processors.NOTHING) {
            return;
        }
        int id = (int) event;
        switch (type(event)) {
            case ENQUEUE -> enqueue(id);
            case FORM -> form(id);
            case TIMER -> {
                if (lines.collects(id, (int) (event >>> 32) & Lines.TOKENS)) {
                    lines.collected(id);
                    form(id);
                }
            }
            case DONE -> done(id);
            case LEAVE -> served(id);
            default -> ends[id] = processors.now();
        }
    }

    /** The request's next time of its own. */
    private void goOn(int r) {
        int v = at[r];
        if (v < plan.first[r + 1]) {
            processors.start(plan.before[v], plan.beforeCpu[v], event(ENQUEUE, v));
        } else {
            processors.start(plan.tail[r], plan.tailCpu[r], event(END, r));
        }
    }

    private void enqueue(int v) {
        int r = plan.owner[v];
        if (v == plan.cacheAt[r]) {
            switch (cache.ask(r)) {
                case HIT -> {
                    at[r] = plan.cacheTo[r];
                    goOn(r);
                    return;
                }
                case JOINED -> {
                    return;
                }
                case MISS -> {}
            }
        }
        int s = plan.station[v];
        if (s == lines.count()) {
            processors.start(plan.service[v], plan.serviceCpu[v], event(DONE, v));
            return;
        }
        lines.queue(s, v, processors.now());
        if (lines.collecting(s)) {
            if (lines.full(s)) {
                lines.collected(s);
                wake(s, HandOvers.IDLE);
            }
        } else if (lines.free(s) > 0) {
            dispatch(s, true);
        }
    }

    /** A worker is free and somebody waits. */
    private void dispatch(int s, boolean idle) {
        int kind = idle ? HandOvers.IDLE : HandOvers.BUSY;
        lines.occupy(s);
        if (!lines.rules(s).batching()) {
            int v = lines.poll(s);
            long delay = handOver(s, kind, v);
            lines.begin(s, processors.now() + delay);
            processors.start(delay + plan.service[v], plan.serviceCpu[v], event(DONE, v));
        } else if (lines.rules(s).maxWaitNs() == 0 || lines.full(s)) {
            wake(s, kind);
        } else {
            int first = lines.head(s);
            long deadline = lines.rules(s).deadline(processors.now(), lines.entered(first));
            long late = handOver(s, HandOvers.TIMER, first);
            int token = lines.collect(s);
            processors.at(deadline + late, event(TIMER, s) | (long) token << 32);
        }
    }

    /** An occupied worker takes a batch after it got going. */
    private void wake(int s, int kind) {
        processors.at(processors.now() + handOver(s, kind, lines.head(s)), event(FORM, s));
    }

    private long handOver(int s, int kind, int v) {
        return lines.handOvers(s).ns(kind, plan.visit[v], draw(v), shuffled);
    }

    private void form(int s) {
        if (lines.isEmpty(s)) {
            lines.release(s); // others were quicker
            return;
        }
        serve(s, lines.formBatch(s));
        if (!lines.isEmpty(s) && !lines.collecting(s) && lines.free(s) > 0) {
            dispatch(s, false);
        }
    }

    private void serve(int s, int first) {
        ServedBatches batches = lines.batches(s);
        int seen = plan.batch[first];
        int like = seen;
        boolean same = true;
        int n = 0;
        long max = 0;
        long sum = 0;
        for (int v = first; v >= 0; v = lines.next(v)) {
            long tokens = Math.max(0, traces.tokens[plan.owner[v]]);
            same &= plan.batch[v] == seen;
            max = Math.max(max, tokens);
            sum += tokens;
            n++;
        }
        same &= n == batches.size(seen);
        if (lines.used(s, seen) && !same) {
            like = (int) Math.floorMod(HandOvers.mix(draw(first)), (long) batches.count);
        }
        BatchTimes wall = Objects.requireNonNull(timing.wall(s));
        BatchTimes cpu = timing.cpu(s);
        lines.begin(s, processors.now());
        long wallNs = Math.round(wall.ns(like, same, n, max, sum, variation));
        processors.start(
                wallNs, cpu == null ? 0 : Math.round(cpu.ns(like, same, n, max, sum, variation)), event(DONE, first));
        for (int v = first; v >= 0 && cpu == null; v = lines.next(v)) {
            long stays = Math.round(batches.stays(plan.batch[v], plan.visit[v]) * wallNs);
            if (stays < wallNs) {
                processors.at(processors.now() + stays, event(LEAVE, v));
            }
        }
    }

    private void done(int v) {
        int s = plan.station[v];
        if (s < lines.count()) {
            lines.end(s, processors.now());
        }
        int member = v;
        while (member >= 0) {
            int next = s < lines.count() && lines.rules(s).batching() ? lines.next(member) : -1;
            served(member);
            member = next;
        }
        if (s < lines.count() && !lines.isEmpty(s) && !lines.collecting(s) && lines.free(s) > 0) {
            dispatch(s, false);
        }
    }

    private void served(int v) {
        int r = plan.owner[v];
        if (at[r] != v) {
            return; // left its batch before it was done
        }
        at[r] = v + 1;
        if (at[r] == plan.cacheTo[r] && plan.cacheAt[r] >= 0) {
            for (int waiting = cache.computed(r); waiting >= 0; waiting = cache.nextJoined(waiting)) {
                at[waiting] = plan.cacheTo[waiting];
                goOn(waiting);
            }
        }
        goOn(r);
    }

    private long draw(int v) {
        int r = plan.owner[v];
        return r * 64L + (v - plan.first[r]);
    }
}
