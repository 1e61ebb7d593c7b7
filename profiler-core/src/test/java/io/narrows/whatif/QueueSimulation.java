package io.narrows.whatif;

import io.narrows.log.LogDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The log of a made-up service: Poisson arrivals, a stage of its own, one queue, workers that serve one request or a batch
 * at a time, a stage of its own again. It is written down independently of the replay, as the recursion of its queue. The
 * same seed gives the same arrivals and the same work whatever else is set, so that the truth about a change is a second
 * simulation. Not thread-safe.
 */
public final class QueueSimulation {

    static final int READ = 0;
    static final int QUEUE = 1;
    static final int PREPARE = 2;
    static final int FORWARD = 3;
    static final int WRITE = 4;

    private static final long START_NS = 1_000_000_000L;

    private final SplittableRandom random;
    private int requests = 5_000;
    private double ratePerS = 100;
    private double prepareMs = 1;
    private double forwardMs = 5;
    private double perMemberMs;
    private boolean exponential = true;
    private int workers = 1;
    private int maxBatch = 1;
    private double maxWaitMs;
    private boolean batching;
    private boolean lastFirst;
    private double weight = 1;
    private double failedPart;
    private int inputs;
    private Map<String, String> environment = Map.of();

    /** A run with a seed. */
    public QueueSimulation(long seed) {
        random = new SplittableRandom(seed);
    }

    /** How many come. */
    public QueueSimulation requests(int number) {
        requests = number;
        return this;
    }

    /** How many come in a second. */
    public QueueSimulation ratePerS(double rate) {
        ratePerS = rate;
        return this;
    }

    /** Mean times of the two stages of a worker, the second for a batch of none. */
    public QueueSimulation work(double meanPrepareMs, double meanForwardMs) {
        prepareMs = meanPrepareMs;
        forwardMs = meanForwardMs;
        return this;
    }

    /** The second stage always takes the same. */
    QueueSimulation constant() {
        exponential = false;
        return this;
    }

    QueueSimulation workers(int number) {
        workers = number;
        return this;
    }

    /** Workers serve batches, waiting for them to fill; the second stage takes so much longer for each member. */
    public QueueSimulation batches(int most, double waitMs, double eachMs) {
        batching = true;
        maxBatch = most;
        maxWaitMs = waitMs;
        perMemberMs = eachMs;
        return this;
    }

    QueueSimulation lastFirst() {
        lastFirst = true;
        return this;
    }

    /** Each trace stands for so many. */
    public QueueSimulation weight(double ofEach) {
        weight = ofEach;
        return this;
    }

    QueueSimulation failedPart(double part) {
        failedPart = part;
        return this;
    }

    /** Requests have one of so many inputs. */
    QueueSimulation inputs(int different) {
        inputs = different;
        return this;
    }

    QueueSimulation environment(Map<String, String> facts) {
        environment = facts;
        return this;
    }

    private static final class Request {
        private int number;
        private long arrivalNs;
        private long readNs;
        private long prepareNs;
        private long forwardNs;
        private long writeNs;
        private boolean failed;
        private long input;
        private long startNs;
        private long servedNs;
        private long batch;

        private long enterNs() {
            return arrivalNs + readNs;
        }
    }

    /** Latencies in ns, in the order of arrival. */
    long[] latencies() {
        return serve().stream()
                .filter(request -> !request.failed)
                .mapToLong(request -> request.servedNs + request.writeNs - request.arrivalNs)
                .toArray();
    }

    /** Its log. */
    public List<LogDocument> documents() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(new RunHeader(1, "simulated", 1, 0, START_NS, environment));
        documents.add(new StageTable(
                List.of(
                        new StageTable.StageEntry("read", "SERVING"),
                        new StageTable.StageEntry("queue", "SERVING"),
                        new StageTable.StageEntry("prepare", "DATA"),
                        new StageTable.StageEntry("forward", "COMPUTE"),
                        new StageTable.StageEntry("write", "SERVING")),
                List.of(new StageTable.AttributeEntry("input.hash", "")),
                List.of("infer")));
        serve().stream()
                .map(this::trace)
                .sorted(Comparator.comparingLong(TraceDocument::endNs))
                .forEach(documents::add);
        return documents;
    }

    private TraceDocument trace(Request r) {
        long prepared = r.startNs + r.prepareNs;
        long end = r.servedNs + r.writeNs;
        TraceDocument.Outcome outcome = r.failed ? TraceDocument.Outcome.FAILED : TraceDocument.Outcome.OK;
        return new TraceDocument(
                r.number + 1,
                1,
                r.number + 1,
                0,
                r.arrivalNs,
                end,
                outcome,
                r.failed ? "refused" : "",
                false,
                weight,
                false,
                List.of(
                        new Span(READ, r.arrivalNs, r.enterNs(), 0),
                        new Span(QUEUE, r.enterNs(), r.startNs, 0),
                        new Span(PREPARE, r.startNs, prepared, r.batch),
                        new Span(FORWARD, prepared, r.servedNs, r.batch),
                        new Span(WRITE, r.servedNs, end, 0)),
                inputs == 0 ? List.of() : List.of(new AttributeValue(0, r.input)),
                0,
                TraceDocument.Kept.of(outcome, false));
    }

    private List<Request> serve() {
        List<Request> all = arrive();
        List<Request> waiting = new ArrayList<>(all);
        waiting.sort(Comparator.comparingLong(Request::enterNs));
        long[] free = new long[workers];
        long batch = 1;
        while (!waiting.isEmpty()) {
            int worker = 0;
            for (int i = 1; i < workers; i++) {
                worker = free[i] < free[worker] ? i : worker;
            }
            List<Request> taken =
                    batching ? fill(waiting, free[worker]) : List.of(waiting.get(choose(waiting, free[worker])));
            long start = Math.max(free[worker], taken.get(0).enterNs());
            if (batching) {
                start = formed(taken, start);
            }
            free[worker] = work(taken, start, batching ? batch++ : 0);
            waiting.removeAll(taken);
        }
        return all;
    }

    private int choose(List<Request> waiting, long freeNs) {
        int chosen = 0;
        while (lastFirst
                && chosen + 1 < waiting.size()
                && waiting.get(chosen + 1).enterNs()
                        <= Math.max(freeNs, waiting.get(0).enterNs())) {
            chosen++;
        }
        return chosen;
    }

    /** Who is taken by a worker that is free from a moment on, in the order of queueing. */
    private List<Request> fill(List<Request> waiting, long freeNs) {
        long until = Math.max(freeNs, waiting.get(0).enterNs()) + (long) (maxWaitMs * 1e6);
        int count = 0;
        while (count < waiting.size() && count < maxBatch && waiting.get(count).enterNs() <= until) {
            count++;
        }
        return new ArrayList<>(waiting.subList(0, count));
    }

    private long formed(List<Request> taken, long start) {
        return taken.size() == maxBatch
                ? Math.max(start, taken.get(taken.size() - 1).enterNs())
                : start + (long) (maxWaitMs * 1e6);
    }

    private long work(List<Request> taken, long start, long batch) {
        Request first = taken.get(0);
        long served = start + first.prepareNs + first.forwardNs + (long) (perMemberMs * 1e6 * taken.size());
        for (Request r : taken) {
            r.startNs = start;
            r.prepareNs = first.prepareNs;
            r.servedNs = served;
            r.batch = batch;
        }
        return served;
    }

    private List<Request> arrive() {
        Request[] all = new Request[requests];
        double at = START_NS;
        for (int i = 0; i < requests; i++) {
            Request r = new Request();
            r.number = i;
            at += draw() / ratePerS * 1e9;
            r.arrivalNs = (long) at;
            r.readNs = (long) (0.2e6 * draw());
            r.prepareNs = (long) (prepareMs * 1e6);
            double drawn = draw();
            r.forwardNs = (long) (forwardMs * 1e6 * (exponential ? drawn : 1));
            r.writeNs = (long) (0.3e6 * draw());
            r.failed = random.nextDouble() < failedPart;
            r.input = 7L * random.nextInt(Math.max(1, inputs));
            all[i] = r;
        }
        return Arrays.asList(all);
    }

    private double draw() {
        return -Math.log(1 - random.nextDouble());
    }
}
