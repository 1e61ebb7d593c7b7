package io.narrows.benchmarks.loader;

import io.narrows.data.shard.ShardSet;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import java.nio.file.Path;

/** The loader with a profiler and without one, in turns (off, on, on, off) in one process. */
final class ProfilingTask {
    /** Both in samples a second. */
    record Found(double off, double on, long traces, long dropped) {}

    private ProfilingTask() {}

    /** @param run a folder for the profiler's run, which does not exist yet */
    static Found run(Path folder, Path run, double warmS, double timedS) throws Exception {
        try (ShardSet shards = Loaders.open(folder);
                Profiler profiler = Profiler.open(
                        ProfilerConfig.builder(run).service("loader").build())) {
            Epoch off = new LoaderEpoch<>(() -> Loaders.documents(shards), doc -> doc.id);
            Epoch on = new LoaderEpoch<>(() -> Loaders.documents(shards).profiler(profiler), doc -> doc.id);
            Epoch.measure(off, warmS, 0);
            Epoch.measure(on, warmS, 0);
            EpochResult first = Epoch.measure(off, 0, timedS);
            EpochResult second = Epoch.measure(on, 0, timedS);
            EpochResult third = Epoch.measure(on, 0, timedS);
            EpochResult last = Epoch.measure(off, 0, timedS);
            return new Found(
                    perS(first, last),
                    perS(second, third),
                    profiler.stats().traces(),
                    profiler.stats().dropped());
        }
    }

    private static double perS(EpochResult one, EpochResult other) {
        return (one.timed() + other.timed()) / (one.seconds() + other.seconds());
    }
}
