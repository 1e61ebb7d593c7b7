package io.narrows.profiler.opentelemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands spans to an exporter on a daemon thread of its own, a few traces at a time. {@link #offer} and {@link #close} are
 * for one thread, the counts for any.
 */
final class ExportThread {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTelemetryListener.class);

    /** Traces and batches in one call of the exporter; an OTLP request of them stays far below the usual limits of 4 MiB. */
    private static final int MAX_ITEMS = 128;

    private static final Supplier<List<SpanData>> WAKE = List::of;

    private final SpanExporter exporter;
    private final long delayNs;
    private final long exportTimeoutNs;
    private final long closeTimeoutNs;
    private final BlockingQueue<Supplier<List<SpanData>>> queue;
    private final Thread thread = new Thread(this::run, "narrows-opentelemetry");
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private boolean started;
    private boolean said;
    private volatile boolean closing;
    private volatile long closeDeadlineNs;

    ExportThread(SpanExporter exporter, int queueSize, Duration delay, Duration exportTimeout, Duration closeTimeout) {
        this.exporter = exporter;
        this.delayNs = delay.toNanos();
        this.exportTimeoutNs = exportTimeout.toNanos();
        this.closeTimeoutNs = closeTimeout.toNanos();
        this.queue = new ArrayBlockingQueue<>(queueSize);
        thread.setDaemon(true);
    }

    /** Spans that the exporter took. */
    long exported() {
        return exported.get();
    }

    /** Spans that the exporter did not take. */
    long failed() {
        return failed.get();
    }

    /** Traces and batches that found the queue full, or were still in it at the end. */
    long dropped() {
        return dropped.get();
    }

    /** Takes the spans of one trace or batch, to be made on the thread of this class; drops them when the queue is full. */
    void offer(Supplier<List<SpanData>> spans) {
        if (!started) {
            started = true;
            thread.start();
        }
        if (!queue.offer(spans)) {
            dropped.incrementAndGet();
        }
    }

    /** Exports what waits, within the time given at the start, and shuts the exporter down. */
    void close() {
        long deadlineNs = System.nanoTime() + closeTimeoutNs;
        closeDeadlineNs = deadlineNs;
        closing = true;
        boolean woken = queue.offer(WAKE); // a full queue wakes the thread by itself
        boolean interrupted = false;
        while (started && thread.isAlive()) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                break;
            }
            try {
                thread.join(leftMs);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        int left = queue.size() - (woken && queue.contains(WAKE) ? 1 : 0);
        dropped.addAndGet(left);
        shutDown(Math.max(0, deadlineNs - System.nanoTime()));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Supplier<List<SpanData>>> items = new ArrayList<>();
        while (collect(items)) {
            export(items);
            items.clear();
        }
    }

    /** Waits for the first item, then a while for more; false when there is nothing left and nothing will come. */
    private boolean collect(List<Supplier<List<SpanData>>> items) {
        try {
            if (closing) {
                return System.nanoTime() - closeDeadlineNs < 0 && queue.drainTo(items, MAX_ITEMS) > 0;
            }
            items.add(queue.take());
            long untilNs = System.nanoTime() + delayNs;
            while (items.size() < MAX_ITEMS && !closing) {
                Supplier<List<SpanData>> next = queue.poll(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    break;
                }
                items.add(next);
            }
            return true;
        } catch (InterruptedException e) {
            return !closing; // nobody has a reason to interrupt it
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the exporter throws, the next spans may fare better
    private void export(Collection<Supplier<List<SpanData>>> items) {
        List<SpanData> spans = new ArrayList<>();
        try {
            items.forEach(item -> spans.addAll(item.get()));
            if (spans.isEmpty()) {
                return;
            }
            long timeoutNs = closing ? Math.max(0, closeDeadlineNs - System.nanoTime()) : exportTimeoutNs;
            CompletableResultCode result = exporter.export(spans).join(timeoutNs, TimeUnit.NANOSECONDS);
            if (result.isSuccess()) {
                exported.addAndGet(spans.size());
            } else {
                notTaken(spans.size(), String.valueOf(result.getFailureThrowable()));
            }
        } catch (Throwable e) {
            notTaken(spans.size(), e.toString());
        }
    }

    private void notTaken(int spans, String reason) {
        failed.addAndGet(spans);
        if (!said) {
            said = true;
            LOG.warn("spans were not exported, which is counted and said once: {}", reason);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a failing exporter must not fail the profiler's end
    private void shutDown(long timeoutNs) {
        try {
            exporter.shutdown().join(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (Throwable e) {
            LOG.warn("span exporter was not shut down in order: {}", e.toString());
        }
    }
}
