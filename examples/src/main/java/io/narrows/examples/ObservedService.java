package io.narrows.examples;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import io.narrows.profiler.TraceContext;
import io.narrows.profiler.micrometer.MicrometerListener;
import io.narrows.profiler.micrometer.TraceExemplars;
import io.narrows.profiler.opentelemetry.OpenTelemetryListener;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that others look at from outside: its meters, its spans, its log lines, and the headers that join them. */
final class ObservedService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedService.class);

    // snippet: registry
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new TraceExemplars());
    // snippet: end

    private final Profiler profiler;
    private final Kind kind;
    private final Stage work;

    ObservedService(Path runDirectory, SpanExporter exporter) {
        // snippet: listeners
        profiler = Profiler.open(ProfilerConfig.builder(runDirectory)
                .service("tagger")
                .listener(new MicrometerListener(registry))
                .listener(OpenTelemetryListener.builder(exporter).build())
                .build());
        // snippet: end
        kind = profiler.kind("tag");
        work = profiler.stage("work", Segment.COMPUTE);
    }

    static SpanExporter otlp(String endpoint) {
        // snippet: otlp
        SpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build();
        // snippet: end
        return exporter;
    }

    // snippet: request
    /** Serves one request; returns the header of its response. */
    @SuppressWarnings("try") // scopes are there to be closed
    String serve(String text, @Nullable String traceparent, @Nullable String tracestate) {
        TraceContext context = TraceContext.parse(traceparent, tracestate);
        try (Trace trace = profiler.begin(kind, System.nanoTime(), context);
                Trace.Scope mdc = trace.mdc()) {
            try (Trace.Scope working = trace.in(work)) {
                LOG.debug("tagging {}", text.toLowerCase(Locale.ROOT)); // its pattern may have %X{traceId}
            }
            return trace.traceparent(); // for the response, and for requests made on its behalf
        }
    }
    // snippet: end

    @Override
    public void close() {
        profiler.close();
    }
}
