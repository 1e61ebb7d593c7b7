package io.narrows.server.http;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a request in W3C Trace Context.
 *
 * @param traceIdHigh first half of the trace id
 * @param traceIdLow second half
 * @param flags trace flags as they came, 1 (sampled) when the trace starts here
 */
record TraceContext(long traceIdHigh, long traceIdLow, int flags) {
    private static final int LENGTH = 55;

    /** The caller's context when its {@code traceparent} is valid, a new one otherwise. */
    static TraceContext of(@Nullable String traceparent) {
        TraceContext parsed = traceparent == null ? null : parse(traceparent.strip());
        if (parsed != null) {
            return parsed;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new TraceContext(random.nextLong(), random.nextLong() | 1, 1);
    }

    /** {@code version "-" trace-id "-" parent-id "-" flags}; a later version may go on after another dash. */
    static @Nullable TraceContext parse(String text) {
        boolean shaped = text.length() >= LENGTH
                && text.charAt(2) == '-'
                && text.charAt(35) == '-'
                && text.charAt(52) == '-'
                && lowerHex(text, 0, 2)
                && lowerHex(text, 3, 35)
                && lowerHex(text, 36, 52)
                && lowerHex(text, 53, LENGTH);
        if (!shaped || text.startsWith("ff")) {
            return null;
        }
        boolean laterVersion = !text.startsWith("00");
        if (text.length() > LENGTH && !(laterVersion && text.charAt(LENGTH) == '-')) {
            return null;
        }
        long high = Long.parseUnsignedLong(text, 3, 19, 16);
        long low = Long.parseUnsignedLong(text, 19, 35, 16);
        long parent = Long.parseUnsignedLong(text, 36, 52, 16);
        if ((high | low) == 0 || parent == 0) {
            return null;
        }
        return new TraceContext(high, low, Integer.parseInt(text, 53, LENGTH, 16) & 1);
    }

    /** The header of the response: this trace, and a new id for the server's part of it. */
    String header() {
        long span = ThreadLocalRandom.current().nextLong() | 1;
        return String.format("00-%016x%016x-%016x-%02x", traceIdHigh, traceIdLow, span, flags);
    }

    private static boolean lowerHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
