package io.narrows.profiler.retention;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.List;
import java.util.Random;

/** Documents as the assembler makes them. */
final class Traces {
    private Traces() {}

    /** A trace of kind 0 without spans. */
    static TraceDocument trace(long serial, long startNs, long endNs) {
        return trace(serial, serial * 31, startNs, endNs, Outcome.OK, List.of());
    }

    static TraceDocument trace(
            long serial, long traceIdLow, long startNs, long endNs, Outcome outcome, List<Span> spans) {
        return trace(serial, 77, traceIdLow, 0, startNs, endNs, outcome, false, spans);
    }

    static TraceDocument trace(
            long serial,
            long traceIdHigh,
            long traceIdLow,
            int kind,
            long startNs,
            long endNs,
            Outcome outcome,
            boolean marked,
            List<Span> spans) {
        return new TraceDocument(
                serial,
                traceIdHigh,
                traceIdLow,
                kind,
                startNs,
                endNs,
                outcome,
                "",
                marked,
                1,
                false,
                spans,
                List.of(),
                0,
                Kept.of(outcome, marked));
    }

    /** Any trace that begins after a time: of two kinds, sometimes failed, marked or abandoned, maybe in a batch. */
    static TraceDocument any(Random random, long serial, long afterNs, long batchSerial) {
        long startNs = afterNs + random.nextInt(1000);
        long endNs = startNs + (long) (1000 * Math.exp(random.nextGaussian()));
        int dice = random.nextInt(40);
        return trace(
                serial,
                random.nextLong(),
                random.nextLong(),
                random.nextInt(2),
                startNs,
                endNs,
                dice == 0 ? Outcome.FAILED : dice == 1 ? Outcome.ABANDONED : Outcome.OK,
                dice == 2,
                batchSerial == 0 ? List.of() : List.of(new Span(1, startNs, endNs, batchSerial)));
    }

    static BatchDocument batch(long serial, long... members) {
        return new BatchDocument(
                serial,
                0,
                1,
                false,
                false,
                List.of(),
                java.util.Arrays.stream(members)
                        .mapToObj(m -> new BatchDocument.Member(m, 1))
                        .toList(),
                List.of());
    }
}
