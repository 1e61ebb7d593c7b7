package io.narrows.analysis.accounting;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Documents without rhyme or reason: batches of members that overlap, waits, gaps, spans without length, out of order, over
 * each other and outside their trace. Deterministic for a seed; made one at a time.
 */
final class RandomRun {

    private static final String[] STAGES = {
        "read", "queue", "work", "lock.wait", "forward", "write", "assemble", "coalesce.wait"
    };

    private final SplittableRandom random;
    private long clockNs;
    private long serial;
    private long batch;

    RandomRun(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Makes so many traces, and batches for some of them. */
    void make(int traces, Consumer<LogDocument> into) {
        List<StageTable.StageEntry> stages = new ArrayList<>();
        for (String stage : STAGES) {
            stages.add(new StageTable.StageEntry(stage, "COMPUTE"));
        }
        into.accept(new StageTable(
                stages,
                List.of(
                        new StageTable.AttributeEntry("batch.tokens", ""),
                        new StageTable.AttributeEntry("batch.padded_tokens", ""),
                        new StageTable.AttributeEntry("tokens", "")),
                List.of("a", "b")));
        while (serial < traces) {
            clockNs += random.nextLong(1_000_000);
            switch (random.nextInt(4)) {
                case 0 -> members((int) Math.min(traces - serial, 1 + random.nextInt(6)), into);
                case 1 -> into.accept(trace(clockNs, wild(clockNs)));
                default -> into.accept(trace(clockNs, row(clockNs - random.nextLong(300_000), 5)));
            }
        }
    }

    /** A batch, then its members; sometimes the batch is lost, or a member is not in it. */
    private void members(int size, Consumer<LogDocument> into) {
        long number = ++batch;
        long start = clockNs - random.nextLong(500_000);
        long middle = start + random.nextLong(50_000);
        long end = middle + random.nextLong(2_000_000);
        List<Span> spans = List.of(new Span(6, start, middle, number), new Span(4, middle, end, number));
        List<BatchDocument.Member> members = new ArrayList<>();
        long tokens = 0;
        for (int i = 0; i < size; i++) {
            long weight = random.nextInt(4) == 0 ? 0 : random.nextLong(100);
            tokens += weight;
            if (random.nextInt(50) > 0) {
                members.add(new BatchDocument.Member(serial + 1 + i, weight));
            }
        }
        List<AttributeValue> attributes = random.nextBoolean()
                ? List.of()
                : List.of(new AttributeValue(0, tokens), new AttributeValue(1, tokens + random.nextLong(-5, 200)));
        if (random.nextInt(20) > 0) {
            into.accept(new BatchDocument(number, start, end, false, false, spans, members, attributes));
        }
        for (int i = 0; i < size; i++) {
            long arrival = start - random.nextLong(3_000_000);
            List<Span> own = new ArrayList<>(row(arrival, 2));
            long at = own.isEmpty() ? arrival : own.get(own.size() - 1).endNs();
            own.removeIf(span -> span.endNs() > start);
            if (at < start) {
                own.add(new Span(1, at, random.nextInt(5) == 0 ? start - (start - at) / 3 : start, 0));
            }
            own.addAll(spans);
            own.addAll(row(end, 2));
            into.accept(trace(arrival, own));
        }
    }

    private List<Span> row(long fromNs, int most) {
        List<Span> spans = new ArrayList<>();
        long at = fromNs;
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            at += random.nextInt(3) == 0 ? random.nextLong(200_000) : 0;
            long end = at + (random.nextInt(10) == 0 ? 0 : random.nextLong(400_000));
            spans.add(new Span(random.nextInt(STAGES.length), at, end, 0));
            at = end;
        }
        return spans;
    }

    private List<Span> wild(long aroundNs) {
        List<Span> spans = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            long start = aroundNs + random.nextLong(-300_000, 700_000);
            spans.add(new Span(
                    random.nextInt(STAGES.length + 2),
                    start,
                    start + random.nextLong(-1_000, 400_000),
                    random.nextInt(6) == 0 ? random.nextLong(batch + 2) : 0));
        }
        return spans;
    }

    private TraceDocument trace(long startNs, List<Span> spans) {
        long end = startNs + random.nextLong(10_000);
        for (Span span : spans) {
            end = Math.max(end, random.nextInt(30) == 0 ? startNs : span.endNs());
        }
        double weight = random.nextInt(10) == 0 ? 16 : random.nextInt(10) == 0 ? 0 : 1;
        return Logs.trace(++serial, random.nextInt(2), startNs, end, weight, spans, List.of());
    }
}
