package io.narrows.analysis;

import io.narrows.log.BatchDocument;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Documents of a made-up run: Poisson arrivals at a server with one batching worker, whose forward takes time in proportion
 * to the padded tokens. Deterministic for a seed.
 */
public final class RunSimulation {

    /** First 64 bits of the trace ids of the simulated load session. */
    public static final long SESSION = 0x0123456789abcdefL;

    private static final long ANCHOR_NS = 5_000_000_000L;
    private static final List<StageTable.StageEntry> STAGES = List.of(
            new StageTable.StageEntry("http.read", "SERVING"),
            new StageTable.StageEntry("decode", "SERVING"),
            new StageTable.StageEntry("validate", "SERVING"),
            new StageTable.StageEntry("tokenize", "DATA"),
            new StageTable.StageEntry("queue", "SERVING"),
            new StageTable.StageEntry("batch.assemble", "DATA"),
            new StageTable.StageEntry("forward", "COMPUTE"),
            new StageTable.StageEntry("postprocess", "COMPUTE"),
            new StageTable.StageEntry("encode", "SERVING"),
            new StageTable.StageEntry("http.write", "SERVING"));
    private static final int QUEUE = 4;
    private static final int ASSEMBLE = 5;
    private static final int FORWARD = 6;
    private static final int POSTPROCESS = 7;

    private final SplittableRandom random;
    private final List<StageTable.StageEntry> stages = new ArrayList<>(STAGES);
    private int requests = 2_000;
    private double ratePerS = 100;
    private int maxBatch = 8;
    private double failedPart;
    private int abandoned;
    private int other;
    private boolean footer = true;
    private long dropped;
    private double gapNs = 20_000;

    /** A run with a seed. */
    public RunSimulation(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Number of measured requests. */
    public RunSimulation requests(int number) {
        requests = number;
        return this;
    }

    /** Arrivals per second; one worker sustains about 190. */
    public RunSimulation ratePerS(double rate) {
        ratePerS = rate;
        return this;
    }

    /** Part of the requests that fail in validation. */
    public RunSimulation failedPart(double part) {
        failedPart = part;
        return this;
    }

    /** Traces that never end, besides the requests. */
    public RunSimulation abandoned(int number) {
        abandoned = number;
        return this;
    }

    /** Traces outside the session, besides the requests. */
    public RunSimulation other(int number) {
        other = number;
        return this;
    }

    /** Records dropped. */
    public RunSimulation dropped(long records) {
        dropped = records;
        return this;
    }

    /** Leaves the footer out, as after a kill. */
    public RunSimulation withoutFooter() {
        footer = false;
        return this;
    }

    /** Mean time between decode and validate that no stage covers. */
    public RunSimulation gapNs(double mean) {
        gapNs = mean;
        return this;
    }

    /** Gives the forward stage another name. */
    public RunSimulation forwardName(String name) {
        stages.set(FORWARD, new StageTable.StageEntry(name, "COMPUTE"));
        return this;
    }

    /** Most members of a batch. */
    public RunSimulation maxBatch(int members) {
        maxBatch = members;
        return this;
    }

    /** Runs it. */
    public List<LogDocument> documents() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(new RunHeader(
                1,
                "simulated",
                4_242,
                1_790_000_000_000_000_000L,
                ANCHOR_NS,
                Map.of(
                        "os", "Linux 6.1",
                        "cpu.model", "Simulated CPU",
                        "cpus", "2",
                        "jvm", "OpenJDK 17.0.15",
                        "gc", "G1")));
        documents.add(new StageTable(
                stages,
                List.of(
                        new StageTable.AttributeEntry("tokens", "tokens"),
                        new StageTable.AttributeEntry("request.bytes", "bytes"),
                        new StageTable.AttributeEntry("batch.size", ""),
                        new StageTable.AttributeEntry("batch.tokens", "tokens"),
                        new StageTable.AttributeEntry("batch.padded_tokens", "tokens")),
                List.of("infer minilm")));
        List<LogDocument> body = serve();
        documents.addAll(body);
        long end = ANCHOR_NS + 1;
        for (LogDocument document : body) {
            end = document instanceof TraceDocument trace ? Math.max(end, trace.endNs()) : end;
        }
        documents.add(new DropCount(end, dropped, dropped > 0 ? dropped / 3 + 1 : 0, abandoned, 0, 0, 0, 0, 0));
        if (footer) {
            documents.add(new RunFooter(end + 1_000_000, requests + other, 13L * (requests + other), 38.5));
        }
        return documents;
    }

    private static final class Request {
        private final long serial;
        private final long startNs;
        private final int tokens;
        private final List<TraceDocument.Span> spans = new ArrayList<>();
        private long atNs;

        private Request(long serial, long startNs, int tokens) {
            this.serial = serial;
            this.startNs = startNs;
            this.tokens = tokens;
            this.atNs = startNs;
        }

        private void stage(int stage, double ns, long batch) {
            long end = atNs + (long) ns;
            spans.add(new TraceDocument.Span(stage, atNs, end, batch));
            atNs = end;
        }
    }

    private List<LogDocument> serve() {
        List<TraceDocument> traces = new ArrayList<>();
        Deque<Request> waiting = arrive(traces);
        List<LogDocument> documents = new ArrayList<>();
        long free = ANCHOR_NS;
        long batch = 1;
        while (!waiting.isEmpty()) {
            long start = Math.max(free, waiting.getFirst().atNs);
            List<Request> members = new ArrayList<>();
            while (!waiting.isEmpty() && members.size() < maxBatch && waiting.getFirst().atNs <= start) {
                members.add(waiting.removeFirst());
            }
            BatchDocument document = batch(batch++, start, members);
            documents.add(document);
            free = document.endNs();
            for (Request member : members) {
                member.stage(8, exponential(120_000), 0);
                member.stage(9, exponential(60_000), 0);
                traces.add(trace(member, TraceDocument.Outcome.OK, "", SESSION));
            }
        }
        for (int i = 0; i < abandoned; i++) {
            Request lost = new Request(1_000_000 + i, ANCHOR_NS + i * 1_000L, 3);
            lost.stage(0, 1_000, 0);
            traces.add(trace(lost, TraceDocument.Outcome.ABANDONED, "", SESSION));
        }
        for (int i = 0; i < other; i++) {
            Request warm = new Request(2_000_000 + i, ANCHOR_NS - 1_000_000L * (i + 1), 3);
            warm.stage(0, 900_000, 0);
            traces.add(trace(warm, TraceDocument.Outcome.OK, "", SESSION + 1));
        }
        traces.sort(Comparator.comparingLong(TraceDocument::endNs));
        documents.addAll(traces);
        return documents;
    }

    private Deque<Request> arrive(List<TraceDocument> traces) {
        List<Request> queued = new ArrayList<>();
        double at = ANCHOR_NS;
        for (int i = 1; i <= requests; i++) {
            at += exponential(1e9 / ratePerS);
            int tokens = (int) Math.min(256, 4 + Math.exp(2.2 + 1.0 * gaussian()));
            Request request = new Request(i, (long) at, tokens);
            request.stage(0, exponential(40_000), 0);
            request.stage(1, exponential(80_000), 0);
            request.atNs += (long) exponential(gapNs);
            request.stage(2, exponential(20_000), 0);
            if (random.nextDouble() < failedPart) {
                traces.add(
                        trace(request, TraceDocument.Outcome.FAILED, "input 'text': shape [3] has 2 values", SESSION));
                continue;
            }
            request.stage(3, 50_000 + 4_000.0 * tokens, 0);
            queued.add(request);
        }
        queued.sort(Comparator.comparingLong(request -> request.atNs));
        return new ArrayDeque<>(queued);
    }

    private BatchDocument batch(long serial, long startNs, List<Request> members) {
        int longest = members.stream().mapToInt(member -> member.tokens).max().orElse(0);
        long padded = (long) longest * members.size();
        double assemble = 20_000 + 5_000.0 * members.size();
        double forward = 2_600_000 + 65_000.0 * padded * (0.9 + 0.2 * random.nextDouble());
        double post = 15_000 + 4_000.0 * members.size();
        List<TraceDocument.Span> spans = new ArrayList<>();
        for (Request member : members) {
            member.stage(QUEUE, (double) (startNs - member.atNs), 0);
            member.stage(ASSEMBLE, assemble, serial);
            member.stage(FORWARD, forward, serial);
            member.stage(POSTPROCESS, post, serial);
            spans = new ArrayList<>(member.spans.subList(member.spans.size() - 3, member.spans.size()));
        }
        long tokens = members.stream().mapToLong(member -> member.tokens).sum();
        return new BatchDocument(
                serial,
                startNs,
                spans.get(2).endNs(),
                false,
                false,
                spans,
                members.stream()
                        .map(member -> new BatchDocument.Member(member.serial, member.tokens))
                        .toList(),
                List.of(
                        new TraceDocument.AttributeValue(2, members.size()),
                        new TraceDocument.AttributeValue(3, tokens),
                        new TraceDocument.AttributeValue(4, padded)));
    }

    private static TraceDocument trace(Request request, TraceDocument.Outcome outcome, String failure, long session) {
        return new TraceDocument(
                request.serial,
                session,
                request.serial,
                0,
                request.startNs,
                request.atNs,
                outcome,
                failure,
                false,
                1,
                false,
                request.spans,
                List.of(
                        new TraceDocument.AttributeValue(0, request.tokens),
                        new TraceDocument.AttributeValue(1, 60L + 5L * request.tokens)),
                0,
                TraceDocument.Kept.of(outcome, false));
    }

    private double exponential(double mean) {
        return mean * -Math.log(1 - random.nextDouble());
    }

    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
