package io.narrows.profiler;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a request in W3C Trace Context (Recommendation, level 1), as it comes in with {@code traceparent} and
 * {@code tracestate}. Immutable.
 *
 * @param traceIdHigh first half of the trace id
 * @param traceIdLow second half; both halves are never 0 together
 * @param parentSpanId span of the caller, 0 when the trace begins here
 * @param flags trace flags: 1 when the caller may have recorded it, otherwise 0
 * @param tracestate what tracing systems on the way have added, handed on as it came; may be empty
 */
public record TraceContext(long traceIdHigh, long traceIdLow, long parentSpanId, int flags, String tracestate) {
    /** Flag of a trace that is recorded. */
    static final int SAMPLED = 1;

    private static final int LENGTH = 55;
    private static final int MAX_MEMBERS = 32;

    /** A new trace that begins here. */
    public static TraceContext random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // All zeros would be invalid; the low half is made odd, which leaves 127 random bits.
        return new TraceContext(random.nextLong(), random.nextLong() | 1, 0, SAMPLED, "");
    }

    /**
     * The caller's context.
     *
     * @param traceparent value of the header, {@code version "-" trace-id "-" parent-id "-" flags}; a later version than
     *     {@code 00} may go on after another dash
     * @param tracestate value of the header, several of them joined by a comma; left out when it is not printable ASCII or
     *     has more than 32 members, as the recommendation asks for
     * @return null when there is no {@code traceparent} or it is not valid: the trace begins here then
     */
    public static @Nullable TraceContext parse(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null) {
            return null;
        }
        String text = traceparent.strip();
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
        int flags = Integer.parseInt(text, 53, LENGTH, 16) & SAMPLED;
        return new TraceContext(high, low, parent, flags, state(tracestate));
    }

    private static String state(@Nullable String tracestate) {
        String text = tracestate == null ? "" : tracestate.strip();
        int members = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c > '~') && c != '\t') {
                return "";
            }
            members += c == ',' ? 1 : 0;
        }
        return members > MAX_MEMBERS ? "" : text;
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
