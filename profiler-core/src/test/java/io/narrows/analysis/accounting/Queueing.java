package io.narrows.analysis.accounting;

import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Requests that arrive at random, wait in a queue, first come first served by some workers, and then have their answer
 * written by somebody else. Deterministic for a seed.
 */
final class Queueing {

    static final int READ = 0;
    static final int QUEUE = 1;
    static final int PARSE = 2;
    static final int WORK = 3;
    static final int WRITE = 4;

    static final StageTable STAGES = Logs.table("read", "queue", "parse", "work", "write");

    private final SplittableRandom random;
    private int workers = 1;
    private double utilisation = 0.7;
    private boolean named = true;
    private double writeMs = 0.5;
    private ToDoubleFunction<long[]> extraMs = values -> 0;
    private double weight = 1;

    Queueing(long seed) {
        random = new SplittableRandom(seed);
    }

    Queueing workers(int number) {
        workers = number;
        return this;
    }

    Queueing utilisation(double part) {
        utilisation = part;
        return this;
    }

    /** Leaves the wait without a stage. */
    Queueing withoutQueueStage() {
        named = false;
        return this;
    }

    /** Mean time of writing the answer, which occupies no worker. */
    Queueing writeMs(double mean) {
        writeMs = mean;
        return this;
    }

    /** What the work of a request takes beyond 1 ms on average, by its tokens, shard, shape and cache. */
    Queueing extraMs(ToDoubleFunction<long[]> more) {
        extraMs = more;
        return this;
    }

    Queueing weight(double each) {
        weight = each;
        return this;
    }

    /** The stage table and the traces in order of their end. */
    List<LogDocument> documents(int requests) {
        List<TraceDocument> traces = new ArrayList<>();
        long[] free = new long[workers];
        double arrival = 1e9;
        for (int i = 1; i <= requests; i++) {
            arrival += exponential(1.5e6 / (utilisation * workers));
            long start = (long) arrival;
            long queued = start + 30_000;
            int worker = 0;
            for (int w = 1; w < workers; w++) {
                worker = free[w] < free[worker] ? w : worker;
            }
            long[] like = {
                random.nextLong(1, 200), random.nextLong(4), random.nextLong(8), random.nextInt(5) == 0 ? 0 : 1
            };
            long begun = Math.max(queued, free[worker]);
            long parsed = begun + (long) exponential(500_000);
            long worked = parsed + (long) (exponential(1_000_000) + extraMs.applyAsDouble(like) * 1e6);
            free[worker] = worked;
            long written = worked + (long) exponential(writeMs * 1e6);
            List<Span> spans = new ArrayList<>();
            spans.add(new Span(READ, start, queued, 0));
            if (named) {
                spans.add(new Span(QUEUE, queued, begun, 0));
            }
            spans.add(new Span(PARSE, begun, parsed, 0));
            spans.add(new Span(WORK, parsed, worked, 0));
            spans.add(new Span(WRITE, worked, written, 0));
            traces.add(Logs.trace(
                    i,
                    0,
                    start,
                    written,
                    weight,
                    spans,
                    List.of(
                            new AttributeValue(0, like[0]),
                            new AttributeValue(1, like[1]),
                            new AttributeValue(2, like[2]),
                            new AttributeValue(3, like[3]))));
        }
        traces.sort(Comparator.comparingLong(TraceDocument::endNs));
        List<LogDocument> documents = new ArrayList<>();
        documents.add(STAGES);
        documents.addAll(traces);
        return documents;
    }

    private double exponential(double mean) {
        return mean * -Math.log(1 - random.nextDouble());
    }
}
