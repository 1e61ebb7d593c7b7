package io.narrows.benchmarks;

import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does kill -9 lose a trace that ended, or damage the log? Rounds of start, load, kill at a random moment, read; each in a
 * process of its own that notes in a mapped file which traces it ended, and when.
 */
final class KillBenchmark implements Benchmark {
    private static final long SETTLED_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long START_NS = TimeUnit.SECONDS.toNanos(30);
    private static final double MAX_OPEN_MS = 1000;
    private static final int EARLIEST_MS = 120;
    private static final int LATEST_MS = 900;

    /** Every so many rounds the process records context lanes too; its start takes longer then. */
    private static final int LANES_EVERY = 10;

    private long committed;
    private long lost;
    private long notWhole;
    private long late;
    private long lateLost;
    private long damaged;
    private long withoutHeader;
    private long dropped;
    private double firstMs;
    private double lastMs;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        int rounds = bench.quick() ? 20 : 200;
        for (int number = 1; number <= rounds; number++) {
            long lostBefore = lost;
            round(bench, number);
            if (number % 10 == 0 || lost > lostBefore) {
                bench.say(String.format(
                        Locale.ROOT, "round %d of %d: %d traces asked for, %d lost", number, rounds, committed, lost));
            }
        }
        return List.of(
                Row.exactly("ended 100 ms before the kill, not in the log", lost, "", 0, rounds + " kills"),
                Row.exactly("ended 100 ms before the kill, in the log but not whole", notWhole, "", 0, ""),
                Row.some("ended 100 ms before the kill", committed, ""),
                Row.exactly("damaged logs", damaged, "", 0, "verified as narrows log verify does"),
                Row.exactly("logs without a header", withoutHeader, "", 0, ""),
                Row.limit("next open: to the first document, slowest", firstMs, "ms", MAX_OPEN_MS, ""),
                Row.limit(
                        "next open: to the last document, slowest",
                        lastMs,
                        "ms",
                        MAX_OPEN_MS,
                        "recovery of the buffers included"),
                Row.count("ended later, not in the log", lateLost, "", "of " + late),
                Row.count("records dropped, as the logs say", dropped, "", ""));
    }

    private void round(Bench bench, int number) throws IOException, InterruptedException {
        Path work = Files.createDirectory(bench.work().resolve("kill-" + number));
        Path run = work.resolve("run");
        EndedTraces ended = EndedTraces.open(work.resolve("ended"));
        Process child = Child.start(
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
                List.of(
                        KilledService.ARGUMENT,
                        run.toString(),
                        work.resolve("ended").toString(),
                        Boolean.toString(number % LANES_EVERY == 0)),
                work.resolve("errors"));
        long killedNs;
        try {
            long deadlineNs = System.nanoTime() + START_NS;
            while (!ended.any()) {
                if (!child.isAlive() || System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException("round " + number + ": the service did not come up: "
                            + Files.readString(work.resolve("errors")).strip());
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
            TimeUnit.MILLISECONDS.sleep(EARLIEST_MS + new Random(number).nextInt(LATEST_MS - EARLIEST_MS));
            killedNs = System.nanoTime();
        } finally {
            child.destroyForcibly();
        }
        if (!child.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("round " + number + ": the service still runs after 30 s");
        }
        Map<Long, TraceDocument> found = read(RunDirectory.open(run));
        for (EndedTraces.Ended trace : ended.all()) {
            check(found.get(trace.id()), trace.ns() < killedNs - SETTLED_NS);
        }
        Bench.delete(work);
    }

    private void check(@Nullable TraceDocument trace, boolean isCommitted) {
        if (!isCommitted) {
            late++;
            lateLost += trace == null ? 1 : 0;
            return;
        }
        committed++;
        if (trace == null) {
            lost++;
        } else if (trace.outcome() != TraceDocument.Outcome.OK || trace.spans().size() != KilledService.SPANS) {
            notWhole++;
        }
    }

    private Map<Long, TraceDocument> read(RunDirectory run) {
        Map<Long, TraceDocument> traces = new HashMap<>();
        long droppedHere = 0;
        boolean header = false;
        long startNs = System.nanoTime();
        try (LogReader log = LogReader.open(run)) {
            LogDocument document = log.next();
            firstMs = Math.max(firstMs, (System.nanoTime() - startNs) / 1e6);
            for (; document != null; document = log.next()) {
                if (document instanceof TraceDocument trace) {
                    traces.put(trace.traceIdLow(), trace);
                } else if (document instanceof DropCount count) {
                    droppedHere = count.droppedRecords();
                }
                header |= document instanceof RunHeader;
            }
            lastMs = Math.max(lastMs, (System.nanoTime() - startNs) / 1e6);
            damaged += log.damaged() ? 1 : 0;
        }
        withoutHeader += header ? 0 : 1;
        dropped += droppedHere;
        return traces;
    }
}
