package io.narrows.benchmarks.recording;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same stages as spans of the OpenTelemetry SDK: children of a current span, sampled, without an attribute. */
public class OpenTelemetrySpans {

    /** An SDK with the batching processor that services use and an exporter that does nothing. */
    @State(org.openjdk.jmh.annotations.Scope.Benchmark)
    public static class Sdk {
        /** Room for a burst: spans that find none would be dropped, which is cheaper. */
        private static final int QUEUE = 4 * Burst.EVENTS;

        private final BatchSpanProcessor processor =
                BatchSpanProcessor.builder(new Nowhere()).setMaxQueueSize(QUEUE).build();
        private final SdkTracerProvider provider =
                SdkTracerProvider.builder().addSpanProcessor(processor).build();
        private final Tracer tracer = provider.get("benchmark");
        private final Span parent = tracer.spanBuilder("request").startSpan();

        @SuppressWarnings("NullAway.Init") // by JMH
        private Scope scope;

        @Setup(Level.Iteration)
        @SuppressWarnings("MustBeClosedChecker") // closed by leave
        public void enter() {
            scope = parent.makeCurrent();
        }

        @TearDown(Level.Iteration)
        public void leave() {
            scope.close();
        }

        @Setup(Level.Invocation)
        public void flush() {
            processor.forceFlush().join(10, TimeUnit.SECONDS);
        }

        @TearDown(Level.Trial)
        public void close() {
            provider.close();
        }
    }

    @Benchmark
    public void span(Sdk sdk) {
        for (int i = 0; i < Burst.EVENTS; i++) {
            sdk.tracer.spanBuilder("stage").startSpan().end();
        }
    }

    private static final class Nowhere implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
