package io.narrows.benchmarks.loader;

import io.narrows.data.shard.ShardSet;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import java.nio.file.Path;

/**
 * The loader with a profiler and without one in one process, in short turns (off, on, on, off, and so on): what changes from second
 * to second, as the machine's load and the collector's work, is the same for both.
 */
final class ProfilingTask {
    /**
     * What was found.
     *
     * @param off samples a second without
     * @param on samples a second with a profiler
     * @param share of all processors, what the profiler's own threads took at last, by its own account
     */
    record Found(double off, double on, double share, long traces, long dropped) {}

    /**
     * A pass or two: what others do to the machine changes within tenths of a second. What a turn leaves to do for the profiler's
     * thread is done in the next one, which two times in four is one without; that thread has 1/2000 of the processors more to do
     * in turns with.
     */
    private static final double TURN_S = 0.05;

    /** So much longer with the profiler: what puts its traces together runs a thousandth as often as what reads samples. */
    private static final double WARM_WITH = 3;

    private ProfilingTask() {}

    /**
     * Measures.
     *
     * @param run a folder for the profiler's run, which does not exist yet
     * @param warmS time for what the JVM compiles; {@value #WARM_WITH} times as long with the profiler
     * @param timedS time for each of the two
     */
    static Found run(Path folder, Path run, double warmS, double timedS) throws Exception {
        try (ShardSet shards = Loaders.open(folder);
                Profiler profiler = Profiler.open(
                        ProfilerConfig.builder(run).service("loader").build())) {
            Epoch off = new LoaderEpoch<>(() -> Loaders.documents(shards), doc -> doc.id);
            Epoch on = new LoaderEpoch<>(() -> Loaders.documents(shards).profiler(profiler), doc -> doc.id);
            Epoch.measure(off, warmS, 0);
            Epoch.measure(on, WARM_WITH * warmS, 0);
            Sum without = new Sum();
            Sum with = new Sum();
            while (with.seconds < timedS) {
                without.add(off);
                with.add(on);
                with.add(on);
                without.add(off);
            }
            return new Found(
                    without.perS(),
                    with.perS(),
                    profiler.stats().share(),
                    profiler.stats().traces(),
                    profiler.stats().dropped());
        }
    }

    private static final class Sum {
        private long samples;
        private double seconds;

        void add(Epoch epoch) throws Exception {
            EpochResult turn = Epoch.timed(epoch, TURN_S);
            samples += turn.timed();
            seconds += turn.seconds();
        }

        double perS() {
            return samples / seconds;
        }
    }
}
