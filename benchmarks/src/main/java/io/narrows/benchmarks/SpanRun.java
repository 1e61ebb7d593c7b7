package io.narrows.benchmarks;

import io.narrows.log.BatchDocument;
import io.narrows.log.DropCount;
import io.narrows.log.LaneTable;
import io.narrows.log.LogWriter;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes the log of a made-up service: Poisson arrivals, a queue, one worker that serves up to eight requests at once, nine
 * spans a request, lanes every 100 ms and a collection about every two seconds. The same for a number of spans, to the byte.
 */
final class SpanRun {
    private static final long ANCHOR_NS = 5_000_000_000L;
    private static final double GAP_NS = 500_000;
    private static final int MAX_BATCH = 8;
    private static final int SPANS = 9;
    private static final long LANES_NS = 100_000_000;
    private static final int LANES_PER_PAUSE = 20;
    private static final int QUEUE = 3;

    private static final StageTable NAMES = new StageTable(
            List.of(
                    new StageTable.StageEntry("http.read", "SERVING"),
                    new StageTable.StageEntry("decode", "SERVING"),
                    new StageTable.StageEntry("tokenize", "DATA"),
                    new StageTable.StageEntry("queue", "SERVING"),
                    new StageTable.StageEntry("batch.assemble", "DATA"),
                    new StageTable.StageEntry("forward", "COMPUTE"),
                    new StageTable.StageEntry("postprocess", "COMPUTE"),
                    new StageTable.StageEntry("encode", "SERVING"),
                    new StageTable.StageEntry("http.write", "SERVING")),
            List.of(
                    new StageTable.AttributeEntry("tokens", "tokens"),
                    new StageTable.AttributeEntry("request.bytes", "bytes"),
                    new StageTable.AttributeEntry("batch.size", ""),
                    new StageTable.AttributeEntry("batch.tokens", "tokens"),
                    new StageTable.AttributeEntry("batch.padded_tokens", "tokens")),
            List.of("infer"));

    private static final LaneTable LANES = new LaneTable(List.of(
            new LaneTable.LaneEntry("process.cpu", "ns", LaneTable.Mode.DELTA, ""),
            new LaneTable.LaneEntry("system.cpu.busy", "ns", LaneTable.Mode.DELTA, ""),
            new LaneTable.LaneEntry("threads.rundelay", "ns", LaneTable.Mode.DELTA, ""),
            new LaneTable.LaneEntry("heap.used", "bytes", LaneTable.Mode.GAUGE, "")));

    private final SplittableRandom random = new SplittableRandom(1);
    private final LogWriter log;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private double nextArrivalNs = ANCHOR_NS;
    private long nextLanesNs = ANCHOR_NS + LANES_NS;
    private long freeNs = ANCHOR_NS;
    private long arrived;
    private long ended;
    private long batches;
    private long lanes;

    private SpanRun(LogWriter log) {
        this.log = log;
    }

    /** A request that waits. */
    private record Request(long serial, long startNs, int tokens, List<TraceDocument.Span> spans) {
        long atNs() {
            return spans.get(spans.size() - 1).endNs();
        }

        void stage(int stage, long ns, long batch) {
            spans.add(new TraceDocument.Span(stage, atNs(), atNs() + ns, batch));
        }
    }

    /** Writes at least so many spans into a new run. */
    static RunDirectory write(Path directory, long spans) {
        RunDirectory run = RunDirectory.create(directory);
        RunHeader header = new RunHeader(
                LogWriter.FORMAT_VERSION,
                "many spans",
                1,
                1_790_000_000_000_000_000L,
                ANCHOR_NS,
                Map.of("cpus", "2", "os", "made up"));
        try (LogWriter log = LogWriter.open(run, header)) {
            log.write(NAMES);
            log.write(LANES);
            SpanRun made = new SpanRun(log);
            while (made.ended * SPANS < spans) {
                made.serveBatch();
            }
            log.write(new DropCount(made.freeNs, 0, 0, 0, 0, 0, 0, 0, 0));
            log.write(new RunFooter(made.freeNs, made.ended, made.ended * (SPANS + 3), 35));
        }
        return run;
    }

    private void serveBatch() {
        arriveUntil(freeNs);
        while (waiting.isEmpty()) {
            arrive();
        }
        long startNs = Math.max(freeNs, waiting.getFirst().atNs());
        arriveUntil(startNs);
        List<Request> members = new ArrayList<>();
        while (!waiting.isEmpty()
                && members.size() < MAX_BATCH
                && waiting.getFirst().atNs() <= startNs) {
            members.add(waiting.removeFirst());
        }
        contextUntil(startNs);
        serve(++batches, startNs, members);
    }

    private void arriveUntil(long ns) {
        while (nextArrivalNs <= ns) {
            arrive();
        }
    }

    /** One thread reads and prepares, so requests come to the queue in their order. */
    private void arrive() {
        long startNs = (long) nextArrivalNs;
        int tokens = 8 + random.nextInt(120);
        Request last = waiting.peekLast();
        List<TraceDocument.Span> spans = new ArrayList<>(SPANS);
        spans.add(new TraceDocument.Span(0, startNs, startNs + 20_000 + random.nextInt(20_000), 0));
        Request request = new Request(++arrived, startNs, tokens, spans);
        request.stage(1, 30_000 + random.nextInt(10_000), 0);
        request.stage(2, 20_000 + 400L * tokens, 0);
        if (last != null && last.atNs() > request.atNs()) {
            spans.set(2, new TraceDocument.Span(2, spans.get(2).startNs(), last.atNs(), 0));
        }
        waiting.add(request);
        nextArrivalNs += GAP_NS * -Math.log(1 - random.nextDouble());
    }

    private void serve(long serial, long startNs, List<Request> members) {
        int longest = members.stream().mapToInt(Request::tokens).max().orElse(0);
        long padded = (long) longest * members.size();
        long assembleNs = 10_000 + 2_000L * members.size();
        long forwardNs = (long) ((600_000 + 1_800.0 * padded) * (0.9 + 0.2 * random.nextDouble()));
        long postNs = 5_000 + 1_000L * members.size();
        freeNs = startNs + assembleNs + forwardNs + postNs;
        List<BatchDocument.Member> shares = new ArrayList<>();
        long tokens = 0;
        for (Request member : members) {
            member.stage(QUEUE, startNs - member.atNs(), 0);
            member.stage(QUEUE + 1, assembleNs, serial);
            member.stage(QUEUE + 2, forwardNs, serial);
            member.stage(QUEUE + 3, postNs, serial);
            shares.add(new BatchDocument.Member(member.serial, member.tokens));
            tokens += member.tokens;
        }
        log.write(new BatchDocument(
                serial,
                startNs,
                freeNs,
                false,
                false,
                members.get(0).spans.subList(QUEUE + 1, QUEUE + 4),
                shares,
                List.of(
                        new TraceDocument.AttributeValue(2, members.size()),
                        new TraceDocument.AttributeValue(3, tokens),
                        new TraceDocument.AttributeValue(4, padded))));
        for (Request member : members) {
            member.stage(QUEUE + 4, 40_000, 0);
            member.stage(QUEUE + 5, 20_000, 0);
            log.write(trace(member));
            ended++;
        }
    }

    private static TraceDocument trace(Request request) {
        return new TraceDocument(
                request.serial,
                0x1234,
                request.serial,
                0,
                request.startNs,
                request.atNs(),
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                request.spans,
                List.of(
                        new TraceDocument.AttributeValue(0, request.tokens),
                        new TraceDocument.AttributeValue(1, 5L * request.tokens)),
                0,
                TraceDocument.Kept.SAMPLED);
    }

    private void contextUntil(long ns) {
        while (nextLanesNs <= ns) {
            log.write(new ResourceSample(
                    nextLanesNs,
                    LANES_NS,
                    List.of(
                            new ResourceSample.LaneValue(0, 60_000_000 + random.nextInt(20_000_000)),
                            new ResourceSample.LaneValue(1, 90_000_000 + random.nextInt(20_000_000)),
                            new ResourceSample.LaneValue(2, random.nextInt(3_000_000)),
                            new ResourceSample.LaneValue(3, 100_000_000 + random.nextInt(50_000_000)))));
            if (++lanes % LANES_PER_PAUSE == 0) {
                log.write(new Pause(Pause.Type.GC, nextLanesNs, nextLanesNs + 3_000_000, "G1 Evacuation Pause", 1));
            }
            nextLanesNs += LANES_NS;
        }
    }
}
