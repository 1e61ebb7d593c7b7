package io.narrows.report.export;

import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * W3C ids of exported spans: the same that the live OpenTelemetry export of the recording side gives, so that a backend that
 * got both sees each span once. Immutable.
 */
final class SpanIds {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long run;

    /**
     * A span's trace and its own id.
     *
     * @param trace 32 hexadecimal digits
     * @param span never 0
     */
    record Context(String trace, long span) {

        /** The id of the span in 16 hexadecimal digits. */
        String spanHex() {
            return hex(span);
        }
    }

    SpanIds(@Nullable RunHeader header) {
        run = header == null ? 0 : mix(header.anchorWallNs()) ^ mix(header.anchorNs() + header.processId() * GOLDEN);
    }

    Context request(TraceDocument trace) {
        return new Context(hex(trace.traceIdHigh()) + hex(trace.traceIdLow()), trace.spanId());
    }

    /** A batch belongs to no request, so it is a trace of its own. */
    Context batch(long serial) {
        String trace = hex(mix(run + serial * GOLDEN)) + hex(mix(~run + serial * GOLDEN) | 1);
        return new Context(trace, notZero(mix(run ^ serial)));
    }

    static Context child(Context parent, int index) {
        return new Context(parent.trace, notZero(mix(parent.span + (index + 1) * GOLDEN)));
    }

    static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    private static long notZero(long id) {
        return id == 0 ? 1 : id;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), a bijection. */
    private static long mix(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
