package io.narrows.profiler.retention;

import io.narrows.log.TraceDocument;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Traces that are not kept, for a while: those that ran beside one that turned out to be slow or failed are wanted after
 * all. Bounded by number and size; the oldest go. Not thread-safe.
 */
final class ContextWindow {
    /*
     *   ended before the trigger:   wait here, newest last; handed out when the trigger comes
     *   ended after it:             the latest triggers are remembered, and what overlaps one is handed out at once
     *
     * Either way at most PER_TRIGGER for one trigger, and on average at most PER_SECOND over all: a service of which every
     * request fails is not written out whole for their sake.
     */
    static final int PER_TRIGGER = 64;
    static final int PER_SECOND = 64;

    private static final int BURST = 4 * PER_TRIGGER;
    private static final int TRIGGERS = 8;
    private static final double NS_PER_SECOND = 1e9;

    /** What one trace may take on average; longer ones leave less room for others. */
    private static final long BYTES_PER_TRACE = 2048;

    private final int maxTraces;
    private final long maxBytes;
    private final ArrayDeque<TraceDocument> waiting = new ArrayDeque<>();
    private final ArrayDeque<Trigger> triggers = new ArrayDeque<>();
    private long bytes;
    private double allowance = BURST;
    private long lastNs = Long.MIN_VALUE;

    /** A trace that others are kept for, and how many more of them. */
    private static final class Trigger {
        private final long startNs;
        private final long endNs;
        private int left = PER_TRIGGER;

        Trigger(TraceDocument trace) {
            startNs = trace.startNs();
            endNs = trace.endNs();
        }

        boolean overlaps(TraceDocument trace) {
            return trace.startNs() <= endNs && trace.endNs() >= startNs;
        }
    }

    ContextWindow(int maxTraces) {
        this.maxTraces = maxTraces;
        this.maxBytes = maxTraces * BYTES_PER_TRACE;
    }

    /** Takes a trace that is not kept: hands it out if it ran beside one of the latest triggers, else lets it wait. */
    void add(TraceDocument trace, Consumer<TraceDocument> wanted) {
        if (maxTraces == 0) {
            return;
        }
        refill(trace.endNs());
        for (Trigger trigger : triggers) {
            if (trigger.left > 0 && allowance >= 1 && trigger.overlaps(trace)) {
                trigger.left--;
                allowance--;
                wanted.accept(trace);
                return;
            }
        }
        waiting.addLast(trace);
        bytes += DocumentSize.of(trace);
        while (waiting.size() > maxTraces || bytes > maxBytes) {
            bytes -= DocumentSize.of(waiting.removeFirst());
        }
    }

    /** Takes a trace that others are wanted for, and hands out those that wait, the latest first. */
    void trigger(TraceDocument trace, Consumer<TraceDocument> wanted) {
        if (maxTraces == 0) {
            return;
        }
        refill(trace.endNs());
        Trigger trigger = new Trigger(trace);
        if (triggers.size() == TRIGGERS) {
            triggers.removeFirst();
        }
        triggers.addLast(trigger);
        Iterator<TraceDocument> latestFirst = waiting.descendingIterator();
        while (trigger.left > 0 && allowance >= 1 && latestFirst.hasNext()) {
            TraceDocument candidate = latestFirst.next();
            if (trigger.overlaps(candidate)) {
                latestFirst.remove();
                bytes -= DocumentSize.of(candidate);
                trigger.left--;
                allowance--;
                wanted.accept(candidate);
            }
        }
    }

    /** Forgets everything: nothing is kept any more. */
    void clear() {
        waiting.clear();
        triggers.clear();
        bytes = 0;
    }

    private void refill(long nowNs) {
        if (lastNs == Long.MIN_VALUE) {
            lastNs = nowNs;
        }
        if (nowNs - lastNs > 0) {
            allowance = Math.min(BURST, allowance + (nowNs - lastNs) / NS_PER_SECOND * PER_SECOND);
            lastNs = nowNs;
        }
    }

    int size() {
        return waiting.size();
    }

    long bytes() {
        return bytes;
    }
}
