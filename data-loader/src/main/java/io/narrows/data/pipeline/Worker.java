package io.narrows.data.pipeline;

import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Window;
import io.narrows.data.profile.ChunkTimes;
import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.profile.LoaderStages;
import io.narrows.data.profile.WorkerClock;
import io.narrows.data.shard.RawSample;
import io.narrows.data.transform.SampleContext;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A thread's work: takes what the scheduler gives, stage by stage over all samples of a chunk, until there is no more. */
final class Worker {
    /** Where a sample takes longer than this, it is worth copying the bytes of a chunk so that others can help with it. */
    private static final double SLOW_SAMPLE_NS = 50_000;

    private static final int SLICE_PART = 4096;

    final int group;

    /** What it reads along. Under the scheduler's lock, except that the cursor in it is the worker's. */
    @Nullable
    Stretch stretch;

    /** Whether it is one too many and is to end. Under the scheduler's lock; then by its thread. */
    boolean dismissed;

    private final PipelineConfig config;
    private final Stages stages;
    private final OpenShards shards;
    private final Scheduler scheduler;
    private final LoaderMeters meters;
    private final WorkerClock clock;
    private final RunReader reader;
    private final RawCopies copies;
    private final SampleContext context;
    private final boolean last;
    private final Sizes sizes;
    private @Nullable Stretch read;

    /** Samples of the pass under way that were lost with one before them. */
    private int lostTogether;

    /** Made by the thread that calls {@link #work}. */
    Worker(int group, PipelineConfig config, OpenShards shards, Scheduler scheduler, LoaderMeters meters) {
        this.group = group;
        this.config = config;
        this.shards = shards;
        this.scheduler = scheduler;
        this.meters = meters;
        stages = config.stages();
        clock = meters.worker(group);
        reader = new RunReader(shards);
        copies = new RawCopies(reader, scheduler);
        context = new SampleContext(config.order());
        sizes = new Sizes(config.sizeOf());
        last = group + 1 == stages.groups().size();
    }

    WorkerClock clock() {
        return clock;
    }

    /** Whether nobody else would have to finish what it began. Under the scheduler's lock. */
    boolean free() {
        return stretch == null || stretch.next >= stretch.end;
    }

    void work() throws InterruptedException {
        try {
            for (Work work = scheduler.next(this); work != null; work = scheduler.next(this)) {
                if (read != stretch) {
                    leaveStretch();
                    read = stretch;
                }
                LoadedWindow window = work.window();
                Run run = work.run();
                if (!scheduler.closed()) {
                    Thread.interrupted(); // a transform may have left one behind
                }
                if (run != null) {
                    through(run);
                } else if (window != null) {
                    fetch(window, work.slice());
                } else {
                    open(work.openShard());
                }
            }
        } finally {
            leaveStretch();
            reader.close();
            clock.close();
        }
    }

    private void leaveStretch() {
        if (read != null) {
            read.close(shards);
            read = null;
        }
    }

    private void open(int shard) throws InterruptedException {
        ChunkTimes times = new ChunkTimes();
        clock.beginAhead(times, LoaderStages.OPEN);
        try {
            takeOnce(shard);
        } finally {
            clock.end(0, 0);
            scheduler.opened(shard, times);
        }
    }

    /** Opens a shard, so that it is there when somebody reads it. */
    private void takeOnce(int shard) throws InterruptedException {
        long beganNs = System.nanoTime();
        try {
            shards.take(shard);
            shards.giveBack(shard);
            meters.shards().opened(shard, System.nanoTime() - beganNs);
        } catch (InterruptedException e) {
            stopped(e);
        } catch (Throwable e) {
            // Kept by shards: its samples tell, each at its place.
        }
    }

    /** An interrupt while the loader runs on is none of ours. */
    private void stopped(InterruptedException e) throws InterruptedException {
        if (scheduler.closed()) {
            throw e;
        }
    }

    private void fetch(LoadedWindow window, int number) throws InterruptedException {
        EpochOrder.Slice slice = window.slice(number);
        ChunkTimes times = new ChunkTimes();
        if (shards.settled(slice.shard())) {
            clock.beginAhead(times, LoaderStages.DECODE);
        } else {
            clock.beginAhead(times, LoaderStages.OPEN);
            takeOnce(slice.shard());
            clock.service(LoaderStages.DECODE);
        }
        long beganNs = System.nanoTime();
        BitSet wanted = window.wanted(number);
        RawBlock block = new RawBlock(wanted.cardinality());
        long readNs = 0;
        long decompressNs = 0;
        long fileBytes = 0;
        int end = wanted.length();
        for (int from = wanted.nextSetBit(0); from >= 0 && from < end; ) {
            int to = Math.min(end, from + SLICE_PART);
            Run part = new Run(
                    0,
                    to - from,
                    slice.shard(),
                    slice.from() + from,
                    config.shards().name(slice.shard()),
                    null,
                    0);
            reader.begin(part);
            try {
                copies.copy(part, block, wanted, from, window.estimatedBytes(number));
            } finally {
                reader.end();
            }
            readNs += reader.readNs();
            decompressNs += reader.decompressNs();
            fileBytes += reader.fileBytes();
            from = wanted.nextSetBit(to);
        }
        clock.split(readNs, decompressNs);
        long copyNs = Math.max(0, System.nanoTime() - beganNs - readNs - decompressNs);
        meters.shards()
                .decoded(slice.shard(), block.samples(), fileBytes, block.sampleBytes(), readNs, decompressNs, copyNs);
        clock.end(0, 0);
        scheduler.fetched(window, number, block, times);
    }

    private void through(Run run) throws InterruptedException {
        int first = run.stage();
        int end = stages.groups().get(group).end();
        long beganNs = System.nanoTime();
        long allocated = Allocated.byThisThread();
        int passed = 0;
        int decoded = 0;
        if (first == 0) {
            run.items = new Object[run.end()];
            run.keys = new String[run.end()];
            clock.begin(run.times, LoaderStages.DECODE);
            decoded = readAndDecode(run);
            passed = decoded;
        } else {
            clock.begin(run.times, LoaderStages.FIRST_TRANSFORM + first - 1);
        }
        for (int stage = Math.max(first, 1); stage < end; stage++) {
            if (stage > first) {
                allocated = counted(run, passed, allocated);
                clock.service(LoaderStages.FIRST_TRANSFORM + stage - 1);
            }
            passed = pass(run, stage);
        }
        counted(run, passed, allocated);
        int left = run.end() - run.first();
        long rawBytes = decoded > 0 && run.window != null ? part(reader.bytes(), left, decoded) : run.rawBytes(left);
        long bytes = sizes.of(run, rawBytes, last);
        clock.end(passed, part(bytes, passed, left));
        scheduler.finished(run, left, passed, System.nanoTime() - beganNs, rawBytes, bytes);
    }

    /** Of the bytes of so many samples, those of others of them. */
    private static long part(long bytes, int samples, int of) {
        return samples == of || of == 0 ? bytes : bytes * samples / of;
    }

    /**
     * Counts what was allocated since; between stages too, since who takes a part away takes its part of the bytes.
     *
     * @param passed samples for which it was: of some of them others may be the owners by now
     */
    private static long counted(Run run, int passed, long since) {
        long now = Allocated.byThisThread();
        run.allocated(part(now - since, Math.min(passed, run.end() - run.first()), passed));
        return now;
    }

    /** Returns how many samples it has decoded; of some of them others may be the owners by now. */
    private int readAndDecode(Run run) throws InterruptedException {
        long beganNs = System.nanoTime();
        int decoded;
        reader.begin(run);
        try {
            if (!run.shareable
                    && run.window == null
                    && run.block == null
                    && (scheduler.idle(group) > 0 || scheduler.nsPerSample(group) > SLOW_SAMPLE_NS)) {
                RawBlock block = new RawBlock(run.end());
                copies.copy(run, block, null, 0, run.rawBytes);
                run.block = block;
                run.blockFrom = 0; // a part that was taken from another worker begins elsewhere in that one's block
                run.shareable = true;
            }
            decoded = pass(run, 0);
        } finally {
            reader.end();
            run.block = null; // others that began with samples of it have it themselves
        }
        clock.split(reader.readNs(), reader.decompressNs());
        if (run.window == null) {
            long decodeNs = System.nanoTime() - beganNs - reader.readNs() - reader.decompressNs();
            meters.shards()
                    .decoded(
                            run.shard,
                            decoded,
                            reader.fileBytes(),
                            run.rawBytes(decoded),
                            reader.readNs(),
                            reader.decompressNs(),
                            Math.max(0, decodeNs));
        }
        return decoded;
    }

    /** Brings a chunk's samples through a stage; returns how many, those that others took away meanwhile or later included. */
    private int pass(Run run, int stage) throws InterruptedException {
        boolean publishes = last && !config.ordered() && stage + 1 == stages.count();
        if (publishes) {
            run.begun = run.times.copy();
        }
        run.publishes = publishes;
        run.open(stage);
        if (run.shareable && scheduler.idle(group) > 0) {
            scheduler.offer(run);
        }
        int passed = 0;
        lostTogether = 0;
        for (int i = run.claim(); i >= 0; i = run.claim()) {
            if (scheduler.closed()) {
                throw new InterruptedException("the loader was closed");
            }
            if (!(stage == 0 ? decode(run, i) : transform(run, stage, i))) {
                return passed;
            }
            passed++;
            if (publishes) {
                run.publish(i + 1);
            }
        }
        return passed + lostTogether;
    }

    /** Returns whether the chunk goes on. */
    private boolean decode(Run run, int i) throws InterruptedException {
        RawSample sample;
        try {
            sample = reader.show(run, i);
        } catch (RunReader.Lost e) {
            return lost(run, i, fault(run, i, "read", e.why()));
        } catch (InterruptedException e) {
            stopped(e);
            return leftOut(run, i, fault(run, i, "read", e));
        } catch (Throwable e) {
            return leftOut(run, i, fault(run, i, "read", e));
        }
        if (sample == null) {
            return leftOut(run, i, reader.earlier());
        }
        try {
            run.items[i] = stages.decoder().decode(sample);
            run.keys[i] = sample.key();
            return true;
        } catch (InterruptedException e) {
            stopped(e);
            return leftOut(run, i, fault(run, i, stages.name(0), e));
        } catch (Throwable e) {
            return leftOut(run, i, fault(run, i, stages.name(0), e));
        }
    }

    private boolean transform(Run run, int stage, int i) throws InterruptedException {
        Object value = run.items[i];
        if (value instanceof Run.Skipped) {
            return true;
        }
        long position = run.position + i;
        if (run.window == null) {
            context.sample(run.shard, run.shardName, run.from + i, position, stage);
        } else {
            Window window = run.window.window;
            int shard = window.slice(window.sliceOf(position)).shard();
            context.sample(shard, config.shards().name(shard), window.indexOf(position), position, stage);
        }
        try {
            run.items[i] = apply(stages.transforms().get(stage - 1), value);
            return true;
        } catch (InterruptedException e) {
            stopped(e);
            return leftOut(run, i, fault(run, i, stages.name(stage), e));
        } catch (Throwable e) {
            return leftOut(run, i, fault(run, i, stages.name(stage), e));
        }
    }

    @SuppressWarnings("NullAway") // a decoder or transform may make null of a sample, and the next is given that
    private Object apply(Stages.Step step, @Nullable Object value) throws Exception {
        return step.transform().apply(value, context);
    }

    private Fault fault(Run run, int i, String stage, Throwable cause) {
        if (run.window == null) {
            return new Fault(run.shardName, run.from + i, 1, stage, cause);
        }
        Window window = run.window.window;
        long position = run.position + i;
        int shard = window.slice(window.sliceOf(position)).shard();
        return new Fault(config.shards().name(shard), window.indexOf(position), 1, stage, cause);
    }

    private boolean leftOut(Run run, int i, Fault fault) {
        if (fails(run, i, fault)) {
            return false;
        }
        run.skips = true;
        run.items[i] = new Run.Skipped(fault);
        return true;
    }

    private boolean lost(Run run, int i, Fault fault) {
        if (fails(run, i, fault)) {
            return false;
        }
        run.skips = true;
        Run.Skipped skipped = new Run.Skipped(fault);
        run.items[i] = skipped;
        run.lost = true;
        for (int each = run.claim(); each >= 0; each = run.claim()) {
            run.items[each] = skipped;
            lostTogether++;
        }
        return true;
    }

    private boolean fails(Run run, int i, Fault fault) {
        if (config.skipFaults() && !fault.fatal()) {
            return false;
        }
        run.fail(i, fault);
        return true;
    }
}
