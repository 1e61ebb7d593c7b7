package io.narrows.profiler.opentelemetry;

import io.narrows.log.BatchDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.profiler.ProfilerException;
import io.narrows.profiler.TraceListener;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exports the traces that the log keeps as OpenTelemetry spans, through any exporter of the SDK.
 *
 * <pre>
 * request  (trace id of the request; child of the caller's span in {@code traceparent})
 *   stage  stage  forward --link--&gt; batch  (a trace of its own) --links--&gt; the requests in it
 *                                      stage  forward  stage
 * </pre>
 *
 * <p>A failed request, and one that was never ended, has the status ERROR. The weight with which a trace was sampled is the
 * attribute {@code narrows.weight}. Times are those of the monotonic clock, mapped to wall time once, when the run opened:
 * should the wall clock be set later, spans do not follow it. Traces that the log gets afterwards because a slow one ran
 * beside them are not exported.
 *
 * <p>Spans are made and exported by a daemon thread of this class; the profiler's own only hands over what was recorded,
 * through a bounded queue. What finds it full is dropped and counted. One listener belongs to one profiler, which closes it:
 * that exports what waits within {@link Builder#closeTimeout} and shuts the exporter down. The counts may be read by any
 * thread.
 */
public final class OpenTelemetryListener implements TraceListener {
    /** Batches that wait for their members to end; above it the oldest links to those that have. */
    private static final int WAITING_BATCHES = 1024;

    private final Resource resource;
    private final ExportThread export;
    private final WaitingBatches waiting = new WaitingBatches(WAITING_BATCHES, this::batchEnded);
    private @Nullable Spans spans;
    private StageTable latestNames = new StageTable(List.of(), List.of(), List.of());

    private OpenTelemetryListener(Builder b) {
        resource = b.resource;
        export = new ExportThread(b.exporter, b.queueSize, b.delay, b.exportTimeout, b.closeTimeout);
    }

    /** Starts a listener that hands spans to this exporter, and shuts it down in the end. */
    public static Builder builder(SpanExporter exporter) {
        return new Builder(exporter);
    }

    @Override
    public void opened(RunHeader header) {
        spans = new Spans(header, resource);
    }

    @Override
    public void batch(BatchDocument batch, StageTable names) {
        latestNames = names;
        waiting.add(batch);
    }

    @Override
    public void trace(TraceDocument trace, boolean kept, StageTable names) {
        latestNames = names;
        Spans maker = spans;
        if (kept && maker != null) {
            export.offer(() -> maker.of(trace, names));
        }
        waiting.ended(trace, kept);
    }

    private void batchEnded(EndedBatch batch) {
        Spans maker = spans;
        StageTable names = latestNames;
        if (maker != null) {
            export.offer(() -> maker.of(batch, names));
        }
    }

    @Override
    public void close() {
        waiting.finish();
        export.close();
    }

    /** Spans that the exporter took. */
    public long exportedSpans() {
        return export.exported();
    }

    /** Spans that the exporter refused, or did not take in time. */
    public long failedSpans() {
        return export.failed();
    }

    /** Traces and batches that found the queue full, or could not be exported any more at the end. */
    public long dropped() {
        return export.dropped();
    }

    /** Collects what a listener is made of; what is not set keeps its default. Not thread-safe. */
    public static final class Builder {
        private final SpanExporter exporter;
        private Resource resource = Resource.empty();
        private int queueSize = 2048;
        private Duration delay = Duration.ofSeconds(1);
        private Duration exportTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(3);

        private Builder(SpanExporter exporter) {
            this.exporter = exporter;
        }

        /** What the spans say about the service; default its name in the profiler's configuration. */
        public Builder resource(Resource of) {
            this.resource = of;
            return this;
        }

        /** Traces and batches that may wait for the exporter: 1 to 1048576; default 2048. */
        public Builder queueSize(int items) {
            if (items < 1 || items > 1 << 20) {
                throw new ProfilerException("queueSize is " + items + ", but must be from 1 to 1048576");
            }
            this.queueSize = items;
            return this;
        }

        /** How long the first of them waits for others to be exported with, up to 1 min; default 1 s. */
        public Builder delay(Duration wait) {
            this.delay = within("delay", wait, Duration.ZERO, Duration.ofMinutes(1));
            return this;
        }

        /** How long one call of the exporter may take, from 1 ms to 5 min; default 10 s. */
        public Builder exportTimeout(Duration timeout) {
            this.exportTimeout = within("exportTimeout", timeout, Duration.ofMillis(1), Duration.ofMinutes(5));
            return this;
        }

        /**
         * How long closing may take, up to 8 s; default 3 s. The profiler's own end, which takes at most about 10 s, waits
         * for it.
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = within("closeTimeout", timeout, Duration.ZERO, Duration.ofSeconds(8));
            return this;
        }

        /** The listener. */
        public OpenTelemetryListener build() {
            return new OpenTelemetryListener(this);
        }

        private static Duration within(String name, Duration value, Duration min, Duration max) {
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new ProfilerException(name + " is " + value + ", but must be from " + min + " to " + max);
            }
            return value;
        }
    }
}
