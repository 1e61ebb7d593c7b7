package io.narrows.data.profile;

import com.sun.management.OperatingSystemMXBean;
import io.narrows.profiler.NanoClock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * All that records one loader. Made when the loader is opened; {@link #figures} may be called at any time by any thread, also
 * after the loader was closed.
 */
public final class LoaderMeters {
    /** The first counts are kept this often. */
    private static final long KEEP_FIRST_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int FIRST = 8;

    /** Later ones, because the consumer pays for it: some hundred us each, in code that is cold for as long. */
    private static final long KEEP_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    /** When so many are kept, every other one goes and the time between two doubles. */
    static final int MOST_KEPT = 64;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int number = NUMBERS.incrementAndGet();
    private final LoaderStages stages;
    private final NanoClock clock;
    private final StoppedTime stopped;
    private final LongSupplier processCpuNs;
    private final long startNs;
    private final ProcessReads readsAtStart;
    private final List<WorkerClock> workers = new CopyOnWriteArrayList<>();
    private final List<QueueMeter> queues = new CopyOnWriteArrayList<>();
    private final List<WorkerTimes> retired = new ArrayList<>();
    private final ShardMeter shards;
    private final ConsumerMeter consumer;

    private final List<LoaderCounts> kept = new ArrayList<>();
    private long keepEveryNs = KEEP_FIRST_NS;
    private long keptNs;

    /**
     * Starts recording now.
     *
     * @param stages of the pipeline
     * @param shards how many shards there are
     * @param names of the shards
     */
    public static LoaderMeters start(LoaderStages stages, int shards, IntFunction<String> names) {
        return start(stages, shards, names, NanoClock.SYSTEM);
    }

    /**
     * Starts recording now, by another clock. What kernel and collector tell is by the clock of the system and so is left out:
     * no worker is ever found without a core, nor anybody stopped by the collector.
     *
     * @param stages of the pipeline
     * @param shards how many shards there are
     * @param names of the shards
     * @param clock where all times are read; {@link NanoClock#SYSTEM} leaves nothing out
     */
    public static LoaderMeters start(LoaderStages stages, int shards, IntFunction<String> names, NanoClock clock) {
        boolean system = clock == NanoClock.SYSTEM;
        return new LoaderMeters(
                stages,
                shards,
                names,
                clock,
                system ? StoppedTime.ofThisJvm() : () -> 0,
                system ? LoaderMeters::cpuOfProcess : () -> GroupFigures.UNKNOWN);
    }

    LoaderMeters(
            LoaderStages stages,
            int shards,
            IntFunction<String> names,
            NanoClock clock,
            StoppedTime stopped,
            LongSupplier processCpuNs) {
        this.stages = stages;
        this.clock = clock;
        this.stopped = stopped;
        this.processCpuNs = processCpuNs;
        this.shards = new ShardMeter(shards, names);
        startNs = clock.nanoTime();
        keptNs = startNs;
        readsAtStart = ProcessReads.now();
        for (int group = 0; group < stages.groups().size(); group++) {
            retired.add(WorkerTimes.none(stages.count()));
        }
        consumer = new ConsumerMeter(clock, stages, this.stopped, this::keep);
    }

    private static long cpuOfProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : GroupFigures.UNKNOWN;
    }

    public LoaderStages stages() {
        return stages;
    }

    /** Where all times are read. */
    public NanoClock clock() {
        return clock;
    }

    /** Tells this loader from others of the same process. From 1 on. */
    int number() {
        return number;
    }

    /** The clock of a new worker of a group; called by the worker's own thread, which closes it when it ends. */
    public WorkerClock worker(int group) {
        RunDelay delay = clock == NanoClock.SYSTEM ? RunDelay.ofThisThread() : RunDelay.unknown();
        WorkerClock worker = new WorkerClock(clock, group, stages.count(), delay);
        workers.add(worker);
        retireEnded();
        return worker;
    }

    /** Workers that have ended stay as a sum, so that a loader whose workers come and go keeps no more of them. */
    private void retireEnded() {
        synchronized (retired) {
            List<WorkerClock> ended = new ArrayList<>();
            for (WorkerClock worker : workers) {
                WorkerTimes times = worker.times(clock.nanoTime());
                if (times.state() == WorkerTimes.ENDED) {
                    retired.set(worker.group(), retired.get(worker.group()).plus(times));
                    ended.add(worker);
                }
            }
            workers.removeAll(ended);
        }
    }

    /**
     * A new queue.
     *
     * @param name as tables show it
     * @param mostItems chunks at which it is full; {@link Integer#MAX_VALUE} for no bound
     * @param mostBytes bytes at which it is full; {@link Long#MAX_VALUE} for no bound
     */
    public QueueMeter queue(String name, int mostItems, long mostBytes) {
        QueueMeter queue = new QueueMeter(name, clock, mostItems, mostBytes);
        queues.add(queue);
        return queue;
    }

    public ShardMeter shards() {
        return shards;
    }

    public ConsumerMeter consumer() {
        return consumer;
    }

    /** By the consumer's thread, behind each batch. */
    private void keep(long now) {
        if (now - keptNs < keepEveryNs) {
            return;
        }
        keptNs = now;
        LoaderCounts counts = counts(now);
        synchronized (kept) {
            kept.add(counts);
            keepEveryNs = kept.size() < FIRST ? keepEveryNs : Math.max(keepEveryNs, KEEP_EVERY_NS);
            if (kept.size() >= MOST_KEPT) {
                for (int i = kept.size() / 2 - 1; i >= 0; i--) {
                    kept.remove(2 * i);
                }
                keepEveryNs *= 2;
            }
        }
    }

    /** Consumer and workers now; cheaper than {@link #figures}. */
    public LoaderCounts counts() {
        return counts(clock.nanoTime());
    }

    private LoaderCounts counts(long now) {
        List<WorkerTimes> sums;
        List<Map<String, Integer>> states = new ArrayList<>();
        int[] running = new int[stages.groups().size()];
        synchronized (retired) {
            sums = new ArrayList<>(retired);
            for (int group = 0; group < running.length; group++) {
                states.add(new TreeMap<>());
            }
            for (WorkerClock worker : workers) {
                WorkerTimes times = worker.times(now);
                int group = worker.group();
                sums.set(group, sums.get(group).plus(times));
                if (times.state() != WorkerTimes.ENDED) {
                    running[group]++;
                    states.get(group).merge(word(times.state()), 1, Integer::sum);
                }
            }
        }
        List<GroupFigures> groups = new ArrayList<>();
        for (int group = 0; group < running.length; group++) {
            groups.add(group(group, running[group], states.get(group), sums.get(group)));
        }
        return new LoaderCounts(now, processCpuNs.getAsLong(), consumer.figures(now), List.copyOf(groups));
    }

    private GroupFigures group(int group, int running, Map<String, Integer> states, WorkerTimes sum) {
        List<StageTime> times = new ArrayList<>();
        for (int i = 0; i < stages.count(); i++) {
            LoaderStages.Stage stage = stages.all().get(i);
            if (stage.group() == group) {
                times.add(new StageTime(stage.name(), stage.kind(), sum.stageNs()[i]));
            }
        }
        return new GroupFigures(
                stages.groups().get(group),
                running,
                Map.copyOf(states),
                sum.wallNs(),
                sum.waitInNs(),
                sum.blockedMemoryNs(),
                sum.blockedOutNs(),
                List.copyOf(times),
                sum.chunks(),
                sum.samples(),
                sum.bytes(),
                sum.cpuNs(),
                sum.noCoreNs());
    }

    private String word(int state) {
        return switch (state) {
            case ChunkTimes.QUEUED -> "wait.in";
            case ChunkTimes.WAIT_IO -> "wait.in for another's reading";
            case ChunkTimes.BLOCKED_MEMORY -> "blocked by memory";
            case ChunkTimes.BLOCKED_OUT -> "blocked by queue";
            default ->
                state >= 0 && state < stages.count() ? stages.all().get(state).name() : "no state";
        };
    }

    /** All figures now. Takes some time for each shard; for a glance at the consumer {@link #counts} is enough. */
    public LoaderFigures figures() {
        LoaderCounts now = counts();
        ShardFigures ofShards = ShardFigures.of(shards.times());
        ProcessReads reads = ProcessReads.now().since(readsAtStart);
        List<LoaderCounts> history;
        synchronized (kept) {
            history = List.copyOf(kept);
        }
        return new LoaderFigures(
                now.atNs() - startNs,
                Runtime.getRuntime().availableProcessors(),
                now,
                queues.stream().map(QueueMeter::figures).toList(),
                ofShards,
                new StorageFigures(ofShards.fileBytes(), reads.storageBytes(), reads.majorFaults()),
                history);
    }
}
