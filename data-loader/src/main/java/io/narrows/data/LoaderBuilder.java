package io.narrows.data;

import io.narrows.data.decode.Decoder;
import io.narrows.data.order.DeliveredHash;
import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import io.narrows.data.order.Shuffle;
import io.narrows.data.pipeline.Pipeline;
import io.narrows.data.pipeline.PipelineConfig;
import io.narrows.data.pipeline.Stages;
import io.narrows.data.profile.BatchTraces;
import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.profile.LoaderStages;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.transform.Transform;
import io.narrows.data.verdict.Autotune;
import io.narrows.data.verdict.AutotuneConfig;
import io.narrows.profiler.NanoClock;
import io.narrows.profiler.Profiler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link Loader}: stages in the order in which they are called, behind them what is asked of the values that they
 * make ({@link #bucketed}, {@link #sizeOf}), everything else in any order. Not thread-safe. Every method refuses what makes no sense
 * with {@link IllegalArgumentException}.
 *
 * @param <T> what a sample is after the stages so far
 */
public final class LoaderBuilder<T> {
    public static final int DEFAULT_BATCH = 32;
    public static final long DEFAULT_MEMORY_BYTES = 64L << 20;

    /** Part of the memory that samples of different lengths may take while they wait for others of theirs. */
    private static final int LENGTHS_PART = 4;

    /** Windows of a shuffle by blocks that are in memory at a time: one is decoded while the next is read. */
    private static final int WINDOWS = 2;

    private final ShardSet shards;
    private Decoder<?> decoder = sample -> copy(sample);
    private final List<Stages.Step> steps = new ArrayList<>();
    private final List<Stages.Group> ended = new ArrayList<>();
    private int groupWorkers;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int batch = DEFAULT_BATCH;
    private double paddingLimit = -1;
    private @Nullable ToIntFunction<Object> lengthOf;
    private long memoryBytes = DEFAULT_MEMORY_BYTES;
    private @Nullable ToLongFunction<Object> sizeOf;
    private Order order = Order.KEPT;
    private FaultPolicy policy = FaultPolicy.FAIL;
    private @Nullable Path quarantine;
    private @Nullable Profiler profiler;
    private @Nullable Shuffle shuffle;
    private @Nullable Long seed;
    private @Nullable Long epoch;
    private int rank;
    private int ranks = 1;
    private @Nullable LoaderState resumed;
    private @Nullable AutotuneConfig autotune;
    private NanoClock clock = NanoClock.SYSTEM;

    LoaderBuilder(ShardSet shards) {
        this.shards = shards;
    }

    private static RawSample copy(RawSample sample) {
        byte[] bytes = new byte[Math.toIntExact(sample.bytes())];
        RawSample copy = new RawSample();
        copy.begin(sample.key(), sample.index(), bytes);
        int at = 0;
        for (int field = 0; field < sample.fields(); field++) {
            int length = sample.length(field);
            System.arraycopy(sample.array(), sample.offset(field), bytes, at, length);
            copy.add(sample.name(field), at, length);
            at += length;
        }
        return copy;
    }

    /** What makes a value of a sample's bytes; before any {@link #map}. Without it a sample is a copy of its bytes. */
    public <D> LoaderBuilder<D> decode(Decoder<D> with) {
        if (!steps.isEmpty()) {
            throw new IllegalArgumentException(
                    "decode behind map \"" + steps.get(0).name() + "\": decoding comes first");
        }
        changesValues("decode");
        decoder = with;
        return now();
    }

    /**
     * A stage that is done by whoever did the one before.
     *
     * @param name as traces and errors name it
     */
    public <B> LoaderBuilder<B> map(String name, Transform<? super T, ? extends B> transform) {
        if (name.isBlank() || steps.stream().anyMatch(step -> step.name().equals(name))) {
            throw new IllegalArgumentException("map \"" + name + "\": each has a name of its own");
        }
        changesValues("map \"" + name + "\"");
        steps.add(new Stages.Step(name, erased(transform)));
        return now();
    }

    private void changesValues(String stage) {
        String asks = sizeOf != null ? "sizeOf" : lengthOf != null ? "bucketed" : null;
        if (asks != null) {
            throw new IllegalArgumentException(
                    stage + " behind " + asks + ": that is asked of what the last stage makes, so it comes behind it");
        }
    }

    /**
     * A stage with workers of its own, which also do the stages behind it up to the next that has its own.
     *
     * @param name as traces and errors name it
     * @param workersOfIts how many, at least 1
     */
    public <B> LoaderBuilder<B> map(String name, int workersOfIts, Transform<? super T, ? extends B> transform) {
        atLeast("workers of \"" + name + "\"", workersOfIts, 1);
        changesValues("map \"" + name + "\"");
        ended.add(new Stages.Group(groupWorkers, steps.size() + 1));
        groupWorkers = workersOfIts;
        return map(name, transform);
    }

    @SuppressWarnings("unchecked") // values of stages are passed on as objects; the builder's types have checked them
    private static <A, B> Transform<Object, Object> erased(Transform<A, B> transform) {
        return (Transform<Object, Object>) transform;
    }

    @SuppressWarnings("unchecked") // the same builder, whose last stage has changed
    private <B> LoaderBuilder<B> now() {
        return (LoaderBuilder<B>) this;
    }

    /** How the samples are mixed; not at all unless said. */
    public LoaderBuilder<T> shuffle(Shuffle how) {
        shuffle = how;
        return this;
    }

    /** Of the order and of chance in transforms; 0 unless said. */
    public LoaderBuilder<T> seed(long number) {
        seed = number;
        return this;
    }

    /** Which epoch, from 0: another order in each; 0 unless said. */
    public LoaderBuilder<T> epoch(long number) {
        atLeast("epoch", number, 0);
        epoch = number;
        return this;
    }

    /** Which share of the epoch: the {@code number}th, from 0, of {@code of} equal ones. */
    public LoaderBuilder<T> rank(int number, int of) {
        atLeast("ranks", of, 1);
        if (number < 0 || number >= of) {
            throw new IllegalArgumentException("rank " + number + " of " + of + ": it must be 0 to " + (of - 1));
        }
        rank = number;
        ranks = of;
        return this;
    }

    /** Batches of so many samples; {@value #DEFAULT_BATCH} unless said. The last one of an epoch may have fewer. */
    public LoaderBuilder<T> batch(int samples) {
        atLeast("batch", samples, 1);
        batch = samples;
        lengthOf = null;
        return this;
    }

    /**
     * Batches of samples of about the same length.
     *
     * @param most samples of a batch
     * @param padding the part of a batch that is padding when all are padded to its longest, at most: 0 or more, below 1
     * @param length length of a sample, 0 or more; called by the thread that calls {@link Loader#next}. A sample for which it
     *     throws is one that cannot be loaded, at stage {@code length}
     */
    public LoaderBuilder<T> bucketed(int most, double padding, ToIntFunction<? super T> length) {
        atLeast("batch", most, 1);
        if (!(padding >= 0 && padding < 1)) {
            throw new IllegalArgumentException("padding limit " + padding + ": it must be 0 or more and below 1");
        }
        batch = most;
        paddingLimit = padding;
        lengthOf = erasedLength(length);
        return this;
    }

    @SuppressWarnings("unchecked") // see the other
    private static <A> ToIntFunction<Object> erasedLength(ToIntFunction<A> function) {
        return (ToIntFunction<Object>) function;
    }

    @SuppressWarnings("unchecked") // see the other
    private static <A> ToLongFunction<Object> erasedSize(ToLongFunction<A> function) {
        return (ToLongFunction<Object>) function;
    }

    /** Threads that read and decode; as many as there are processors unless said. */
    public LoaderBuilder<T> workers(int count) {
        atLeast("workers", count, 1);
        workers = count;
        return this;
    }

    /**
     * How many bytes of samples are held ahead of the consumer; 64 MiB unless said. Passed by a tenth at most, unless a single
     * sample is larger than that. A quarter of it is for those that wait for others of their length, where there are such. Not in it:
     * the batch that is being put together and those that were given out, what is kept of an open shard (its index, the buffers of
     * its readers), and what a transform holds while it works beyond what it makes.
     */
    public LoaderBuilder<T> memory(long bytes) {
        atLeast("memory", bytes, 1);
        memoryBytes = bytes;
        return this;
    }

    /**
     * What a sample takes in memory once it is ready, in bytes, 0 or more; called by the loader's threads. Without it, and from where
     * it throws on, that is what was allocated for it, with all that was thrown away again: never too little, and often a few times
     * too much.
     */
    public LoaderBuilder<T> sizeOf(ToLongFunction<? super T> bytes) {
        sizeOf = erasedSize(bytes);
        return this;
    }

    /** In which order samples come; {@link Order#KEPT} unless said. */
    public LoaderBuilder<T> order(Order which) {
        order = which;
        return this;
    }

    /** What becomes of samples that cannot be loaded; {@link FaultPolicy#FAIL} unless said. */
    public LoaderBuilder<T> onFault(FaultPolicy what) {
        policy = what;
        return this;
    }

    /**
     * Leaves out samples that cannot be loaded and writes down which: a line of JSON with shard, index, samples, stage and cause
     * for each, added to the file. Sets {@link FaultPolicy#QUARANTINE}.
     */
    public LoaderBuilder<T> quarantine(Path file) {
        quarantine = file;
        policy = FaultPolicy.QUARANTINE;
        return this;
    }

    /** What records the batches' traces; nothing does unless said. It stays the caller's. */
    public LoaderBuilder<T> profiler(Profiler of) {
        profiler = of;
        return this;
    }

    /**
     * Lets the loader change the numbers of its workers while it runs, where that surely makes it faster: by what {@link
     * Loader#next} measures, in the thread that calls it. {@link Loader#trials} tells.
     */
    public LoaderBuilder<T> autotune(AutotuneConfig how) {
        autotune = how;
        return this;
    }

    /** By what times are measured; nothing waits by it. */
    LoaderBuilder<T> clock(NanoClock of) {
        clock = of;
        return this;
    }

    /**
     * Goes on where another loader of the same data set was, also of an earlier resume. Seed, epoch and shuffle are those of the
     * state. Workers, memory, batches and the order of completion may be others. Ranks too, from a state that {@link
     * LoaderState#merge} made of all.
     */
    public LoaderBuilder<T> resume(LoaderState state) {
        resumed = state;
        return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalArgumentException when the state to resume is of another data set, order or rank, when the memory does not
     *     hold the blocks that are shuffled, or when there is no file for what is left out, or its folder is not there
     */
    public Loader<T> open() {
        Path file = policy == FaultPolicy.QUARANTINE ? quarantineFile() : null;
        LoaderState start = start();
        int[] counts = LoaderState.counts(shards);
        long lengthsBytes = lengthOf == null ? 0 : memoryBytes / LENGTHS_PART;
        if (start.shuffle().kind() == Shuffle.Kind.BLOCKS) {
            checkBlocks(start.shuffle().samples(), memoryBytes - lengthsBytes);
        }
        List<Stages.Group> groups = new ArrayList<>(ended);
        groups.add(new Stages.Group(groupWorkers, steps.size() + 1));
        groups.set(0, new Stages.Group(workers, groups.get(0).end()));
        LoaderMeters meters = LoaderMeters.start(names(groups), shards.shards(), shards::name, clock);
        BatchTraces traces = new BatchTraces(profiler == null ? Profiler.disabled() : profiler, meters);
        PipelineConfig config = new PipelineConfig(
                new ShardsOfSet(shards),
                EpochOrder.of(counts, start.shuffle(), start.seed(), start.epoch()),
                Intervals.of(start.remaining()),
                new Stages(decoder, steps, groups),
                memoryBytes - lengthsBytes,
                order == Order.KEPT,
                policy != FaultPolicy.FAIL,
                sizeOf);
        ToIntFunction<Object> length = lengthOf;
        Batcher batcher = length == null
                ? new EvenBatcher(batch)
                : new LengthBatcher(
                        batch, paddingLimit, length, lengthsBytes, policy != FaultPolicy.FAIL, shards::name);
        Pipeline pipeline = Pipeline.start(config, meters);
        return new Loader<>(pipeline, meters, traces, batcher, new FaultLog(file), start, tuning(pipeline, meters));
    }

    private @Nullable Autotune tuning(Pipeline pipeline, LoaderMeters meters) {
        AutotuneConfig how = autotune;
        return how == null
                ? null
                : new Autotune(
                        meters::counts,
                        pipeline::readySamples,
                        pipeline.groups(),
                        Runtime.getRuntime().availableProcessors(),
                        how,
                        meters.clock());
    }

    private LoaderStages names(List<Stages.Group> groups) {
        List<List<String>> names = new ArrayList<>();
        int from = 0;
        for (Stages.Group group : groups) {
            names.add(steps.subList(from, group.end() - 1).stream()
                    .map(Stages.Step::name)
                    .toList());
            from = group.end() - 1;
        }
        return LoaderStages.of(names);
    }

    private Path quarantineFile() {
        Path file = quarantine;
        if (file == null) {
            throw new IllegalArgumentException(
                    "a policy of QUARANTINE without a file: say which with quarantine(file)");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("quarantine file " + file + ": its folder is not there");
        }
        return file;
    }

    /** Windows are held as they lie in the shards, decompressed. */
    private void checkBlocks(int samples, long mostBytes) {
        if (shards.samples() == 0) {
            return;
        }
        double bytes = (double) shards.rawBytes() / shards.samples() * Math.min(samples, shards.samples()) * WINDOWS;
        if (bytes > mostBytes) {
            throw new IllegalArgumentException("a shuffle by blocks of " + samples + " samples holds about "
                    + Math.round(bytes) + " bytes as they lie in the shards, more than "
                    + (lengthOf == null ? "" : "the " + mostBytes + " that bucketed leaves of ") + "memory("
                    + memoryBytes + ")");
        }
    }

    private LoaderState start() {
        LoaderState from = resumed;
        if (from == null) {
            return new LoaderState(
                    shards.fingerprint(),
                    shards.samples(),
                    seed == null ? 0 : seed,
                    epoch == null ? 0 : epoch,
                    shuffle == null ? Shuffle.none() : shuffle,
                    rank,
                    ranks,
                    Intervals.below(shards.samples()).part(rank, ranks).ranges(),
                    DeliveredHash.NONE,
                    DeliveredHash.NONE);
        }
        LoaderState asked = new LoaderState(
                shards.fingerprint(),
                shards.samples(),
                seed == null ? from.seed() : seed,
                epoch == null ? from.epoch() : epoch,
                shuffle == null ? from.shuffle() : shuffle,
                rank,
                ranks,
                List.of(),
                DeliveredHash.NONE,
                DeliveredHash.NONE);
        if (!from.sameEpoch(asked)) {
            throw new IllegalArgumentException("resume: " + from.text() + " with seed " + from.seed() + " and shuffle "
                    + from.shuffle() + " is not " + asked.text() + " with seed " + asked.seed() + " and shuffle "
                    + asked.shuffle());
        }
        if (from.ranks() == ranks && from.rank() == rank) {
            return from;
        }
        if (from.ranks() != 1) {
            throw new IllegalArgumentException("resume: rank " + rank + " of " + ranks + " cannot go on from "
                    + from.text() + "; merge the states of all ranks first");
        }
        return new LoaderState(
                from.dataset(),
                from.samples(),
                from.seed(),
                from.epoch(),
                from.shuffle(),
                rank,
                ranks,
                Intervals.of(from.remaining()).part(rank, ranks).ranges(),
                rank == 0 ? from.delivered() : DeliveredHash.NONE, // so that it is in the sum of all ranks once
                rank == 0 ? from.skipped() : DeliveredHash.NONE);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + ": it must be at least " + least);
        }
    }
}
