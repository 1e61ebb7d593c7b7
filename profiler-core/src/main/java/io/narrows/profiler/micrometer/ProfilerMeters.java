package io.narrows.profiler.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.narrows.profiler.Level;
import io.narrows.profiler.ProfilerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the profiler counts about itself, as meters whose names begin with {@code narrows.profiler}. They show what they
 * were last told, about a second ago. Thread-safe.
 */
final class ProfilerMeters {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private volatile @Nullable ProfilerStats latest;

    ProfilerMeters(MeterRegistry registry) {
        this.registry = registry;
        counter("traces", "Traces that ended", ProfilerStats::traces);
        counter("traces.kept", "Traces written to the log whole", ProfilerStats::keptTraces);
        counter("traces.incomplete", "Traces that ended with records missing", ProfilerStats::incomplete);
        counter("traces.abandoned", "Traces that were never ended", ProfilerStats::abandoned);
        counter("records", "Records written by the recording threads", ProfilerStats::events);
        counter("records.dropped", "Records that found no room", ProfilerStats::dropped);
        counter("documents.lost", "Documents that could not be written to the log", ProfilerStats::lostDocuments);
        counter("misuses", "Calls that made no sense, such as ending twice", ProfilerStats::misuses);
        counter("listener.failures", "Calls of listeners that threw", ProfilerStats::listenerFailures);
        counter("log.written", "bytes", "Bytes written to the log", ProfilerStats::logBytes);
        counter("log.removed", "bytes", "Bytes of the log removed to keep its limit", ProfilerStats::removedBytes);
        gauge("sampling.one.in", "Of how many usual traces one is kept, with that weight", ProfilerStats::oneIn);
        gauge("share", "Part of the machine's processor time that the profiler used", ProfilerStats::share);
        for (Level level : Level.values()) {
            meters.add(Gauge.builder("narrows.profiler.level", this, m -> m.value(s -> s.level() == level ? 1 : 0))
                    .description("1 for how much is recorded whole at present, 0 for the other levels")
                    .tag("level", level.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry));
        }
    }

    void show(ProfilerStats stats) {
        latest = stats;
    }

    /** Takes them out of the registry. */
    void remove() {
        meters.forEach(registry::remove);
    }

    private void counter(String name, String description, ToDoubleFunction<ProfilerStats> of) {
        counter(name, null, description, of);
    }

    private void counter(String name, @Nullable String unit, String description, ToDoubleFunction<ProfilerStats> of) {
        meters.add(FunctionCounter.builder("narrows.profiler." + name, this, m -> m.value(of))
                .description(description)
                .baseUnit(unit)
                .register(registry));
    }

    private void gauge(String name, String description, ToDoubleFunction<ProfilerStats> of) {
        meters.add(Gauge.builder("narrows.profiler." + name, this, m -> m.value(of))
                .description(description)
                .strongReference(true)
                .register(registry));
    }

    private double value(ToDoubleFunction<ProfilerStats> of) {
        ProfilerStats stats = latest;
        return stats == null ? 0 : of.applyAsDouble(stats);
    }
}
