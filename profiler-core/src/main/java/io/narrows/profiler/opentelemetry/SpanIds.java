package io.narrows.profiler.opentelemetry;

import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.HexFormat;

/**
 * Who is who among the exported spans. All ids follow from the run and from what was recorded, so that a member's span can
 * name its batch, and a batch its members, without either having seen the other. Immutable.
 *
 * <p>A batch belongs to no request, so it is a trace of its own.
 */
final class SpanIds {
    /*
     * Ids are spread by the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
     * OOPSLA 2014), a bijection: different numbers of the same run never meet.
     */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long run;

    SpanIds(RunHeader header) {
        run = mix(header.anchorWallNs()) ^ mix(header.anchorNs() + header.processId() * GOLDEN);
    }

    /** The span of a whole request. */
    SpanContext request(long traceIdHigh, long traceIdLow, long serial) {
        return context(traceIdHigh, traceIdLow, TraceDocument.spanId(traceIdLow, serial));
    }

    /** The span of a whole batch. */
    SpanContext batch(long serial) {
        return context(mix(run + serial * GOLDEN), mix(~run + serial * GOLDEN) | 1, notZero(mix(run ^ serial)));
    }

    /** The caller's span. */
    static SpanContext caller(long traceIdHigh, long traceIdLow, long spanId) {
        return SpanContext.createFromRemoteParent(
                hex(traceIdHigh) + hex(traceIdLow), hex(spanId), TraceFlags.getSampled(), TraceState.getDefault());
    }

    /** A span inside another one. */
    static SpanContext child(SpanContext parent, int index) {
        long parentId = HexFormat.fromHexDigitsToLong(parent.getSpanId());
        long id = notZero(mix(parentId + (index + 1) * GOLDEN));
        return SpanContext.create(parent.getTraceId(), hex(id), TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static SpanContext context(long traceIdHigh, long traceIdLow, long spanId) {
        return SpanContext.create(
                hex(traceIdHigh) + hex(traceIdLow), hex(spanId), TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    private static long notZero(long id) {
        return id == 0 ? 1 : id;
    }

    private static long mix(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
