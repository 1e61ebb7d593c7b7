package io.narrows.profiler.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import io.narrows.profiler.ProfilerStats;
import io.narrows.profiler.TraceListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the times of all ended traces, kept in the log or not, into an embedder's meter registry, and shows what the
 * profiler counts about itself.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code narrows.request}</td><td>timer; tags kind, outcome (ok, failed, abandoned)</td></tr>
 * <tr><td>{@code narrows.stage}</td><td>timer of each execution of a stage; tags stage, segment</td></tr>
 * <tr><td>{@code narrows.profiler.*}</td><td>see {@link ProfilerMeters}</td></tr>
 * </table>
 *
 * <p>A batch's stage counts once for every member, as in the log: each of them waited for all of it. So the sum of
 * {@code narrows.stage} over a batch's stage is time that requests spent, not time that the model was busy.
 *
 * <p>Both timers are percentile histograms: of requests from {@link #REQUEST_MIN} to {@link #REQUEST_MAX}, of stages from
 * {@link #STAGE_MIN} to {@link #STAGE_MAX}. What lies outside is in the first bucket or in the one without an end; a
 * {@code MeterFilter} of the registry may choose otherwise. Exemplars: {@link TraceExemplars}.
 *
 * <p>It is called by the profiler's drainer alone, never by a thread of the service. One listener belongs to one profiler.
 * Once a meter is there, a trace allocates nothing in it. At {@link #close} what the profiler counts is taken out of the
 * registry; the timers stay.
 */
public final class MicrometerListener implements TraceListener {
    /** Shortest request that has a bucket of its own. */
    public static final Duration REQUEST_MIN = Duration.ofMillis(1);

    /** Longest request that has one. */
    public static final Duration REQUEST_MAX = Duration.ofSeconds(60);

    /** Shortest execution of a stage that has a bucket of its own. */
    public static final Duration STAGE_MIN = Duration.ofNanos(10_000);

    /** Longest execution that has one. */
    public static final Duration STAGE_MAX = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final ProfilerMeters profilerMeters;

    /** By id of the stage; null where none of it has ended yet. */
    private @Nullable Timer[] stages = new Timer[16];

    /** By id of the kind. */
    private final List<Map<Outcome, Timer>> requests = new ArrayList<>();

    /**
     * A listener that has put nothing into the registry but the profiler's own counts.
     *
     * @param registry the embedder's; outlives the profiler
     */
    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
        this.profilerMeters = new ProfilerMeters(registry);
    }

    @Override
    public void trace(TraceDocument trace, boolean kept, StageTable names) {
        RecordedTrace exemplar = RecordedTrace.ofThread();
        if (kept) {
            exemplar.begin(trace);
        }
        try {
            request(trace, names).record(trace.endNs() - trace.startNs(), TimeUnit.NANOSECONDS);
            List<Span> spans = trace.spans();
            for (int i = 0; i < spans.size(); i++) {
                Span span = spans.get(i);
                stage(span.stage(), names).record(span.endNs() - span.startNs(), TimeUnit.NANOSECONDS);
            }
        } finally {
            exemplar.end();
        }
    }

    @Override
    public void counts(ProfilerStats stats) {
        profilerMeters.show(stats);
    }

    @Override
    public void close() {
        profilerMeters.remove();
    }

    private Timer request(TraceDocument trace, StageTable names) {
        while (requests.size() <= trace.kind()) {
            requests.add(new EnumMap<>(Outcome.class));
        }
        Map<Outcome, Timer> ofKind = requests.get(trace.kind());
        Timer known = ofKind.get(trace.outcome());
        if (known != null) {
            return known;
        }
        Timer made = Timer.builder("narrows.request")
                .description("Requests from arrival to end")
                .tag("kind", names.kinds().get(trace.kind()))
                .tag("outcome", lower(trace.outcome()))
                .publishPercentileHistogram()
                .minimumExpectedValue(REQUEST_MIN)
                .maximumExpectedValue(REQUEST_MAX)
                .register(registry);
        ofKind.put(trace.outcome(), made);
        return made;
    }

    private Timer stage(int id, StageTable names) {
        if (id >= stages.length) {
            stages = Arrays.copyOf(stages, id + 8);
        }
        Timer known = stages[id];
        if (known != null) {
            return known;
        }
        StageTable.StageEntry stage = names.stages().get(id);
        Timer made = Timer.builder("narrows.stage")
                .description("Executions of a stage; one of a batch counts for each of its requests")
                .tag("stage", stage.name())
                .tag("segment", stage.segment().toLowerCase(Locale.ROOT))
                .publishPercentileHistogram()
                .minimumExpectedValue(STAGE_MIN)
                .maximumExpectedValue(STAGE_MAX)
                .register(registry);
        stages[id] = made;
        return made;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
