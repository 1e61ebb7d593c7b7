package io.narrows.benchmarks;

import io.narrows.log.DropCount;
import io.narrows.log.HistogramInterval;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Do memory and disk stay bounded however long a service runs? Two hours' worth of events through a small limit on disk,
 * in a small heap, compressed in time.
 */
final class TwoHoursBenchmark implements Benchmark {
    private static final long LOOK_MS = 200;
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(15);
    private static final String HEAP = "-Xmx96m";
    private static final double MEBI = 1 << 20;

    /** The heap, and as much again for what a JVM takes beside it, the buffers and the log's mapped blocks. */
    private static final double MAX_RESIDENT_MIB = 320;

    /** What may lie in the log's folder above its limit: the file that is being written is not deleted. */
    private static final double SLACK_MIB = 2;

    private final List<Double> residentMiB = new ArrayList<>();
    private double logMiB;
    private double runMiB;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Path run = bench.work().resolve("two-hours");
        Path errors = bench.work().resolve("errors");
        bench.say("two hours, compressed; at most " + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NS) + " minutes");
        long startNs = System.nanoTime();
        Process child =
                Child.start(List.of(HEAP, "-XX:+UseSerialGC"), List.of(TwoHours.ARGUMENT, run.toString()), errors);
        String said;
        try {
            watch(child, run, startNs);
            said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            child.destroyForcibly();
        }
        if (child.waitFor() != 0 || said.isEmpty()) {
            throw new IllegalStateException("the service failed: "
                    + Files.readString(errors).lines().reduce((a, b) -> b).orElse("it said nothing"));
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
        return rows(said.split(" ", -1), RunDirectory.open(run), seconds);
    }

    private void watch(Process child, Path run, long startNs) throws IOException, InterruptedException {
        Path status = Path.of("/proc/" + child.pid() + "/status");
        while (!child.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - startNs > LONGEST_NS) {
                throw new IllegalStateException(
                        "the service still runs after " + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NS) + " minutes");
            }
            Double resident = residentMiB(status);
            if (resident != null) {
                residentMiB.add(resident);
            }
            if (Files.isDirectory(run.resolve("log"))) {
                logMiB = Math.max(logMiB, QueueBytes.blocks(run.resolve("log")) / MEBI);
                runMiB = Math.max(runMiB, QueueBytes.blocks(run) / MEBI);
            }
        }
    }

    private static @Nullable Double residentMiB(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null; // it has ended, or the system has no such file
        }
    }

    private List<Row> rows(String[] said, RunDirectory run, long seconds) {
        long begun = Long.parseLong(said[0]);
        long accounted = Long.parseLong(said[1]) + Long.parseLong(said[3]);
        double heapMiB = Long.parseLong(said[5]) / MEBI;
        Contents log = Contents.read(run);
        double half = highest(0, residentMiB.size() / 2);
        double otherHalf = highest(residentMiB.size() / 2, residentMiB.size());
        List<Row> rows = new ArrayList<>();
        rows.add(Row.limit(
                "resident memory, highest",
                Math.max(half, otherHalf),
                "MiB",
                MAX_RESIDENT_MIB,
                HEAP + ", buffers and mapped log included"));
        rows.add(Row.limit(
                "resident memory, second half above first",
                otherHalf - half,
                "MiB",
                16,
                residentMiB.size() + " looks"));
        rows.add(Row.limit("heap in use at the end", heapMiB, "MiB", 48, "after a collection"));
        rows.add(Row.limit(
                "log on disk, highest",
                logMiB,
                "MiB",
                TwoHours.MAX_LOG_BYTES / MEBI + SLACK_MIB,
                "limit " + (int) (TwoHours.MAX_LOG_BYTES / MEBI) + " MiB and the file being written"));
        rows.add(Row.value("run directory on disk, highest", runMiB, "MiB", "buffers included"));
        rows.add(Row.exactly(
                "traces begun and neither ended nor abandoned in the counts",
                begun - accounted,
                "",
                0,
                String.format(Locale.ROOT, "%d begun in %d s", begun, seconds)));
        rows.add(Row.some("records dropped in the bursts, counted", log.dropped, said[2] + " traces incomplete"));
        rows.add(Row.some("bytes of removed files, counted", log.removedBytes, log.removedFiles + " files"));
        rows.add(Row.exactly("documents that could not be written", log.lostDocuments, "", 0, ""));
        rows.add(Row.exactly(
                "traces missing from the histograms that the log still has",
                log.missing(),
                "",
                0,
                log.inHistograms + " in histograms of " + log.histograms + " intervals, " + log.keptInside
                        + " of them kept whole"));
        return rows;
    }

    private double highest(int from, int to) {
        return residentMiB.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    /** What the files that are left say. */
    private static final class Contents {
        private long dropped;
        private long removedFiles;
        private long removedBytes;
        private long lostDocuments;
        private long histograms;
        private long inHistograms;
        private long keptInside;
        private long fromNs = Long.MAX_VALUE;
        private long toNs = Long.MIN_VALUE;
        private final List<Long> ends = new ArrayList<>();

        static Contents read(RunDirectory run) {
            Contents contents = new Contents();
            try (LogReader log = LogReader.open(run)) {
                for (LogDocument document = log.next(); document != null; document = log.next()) {
                    contents.add(document);
                }
            }
            contents.keptInside = contents.ends.stream()
                    .filter(ns -> ns > contents.fromNs && ns <= contents.toNs)
                    .count();
            return contents;
        }

        private void add(LogDocument document) {
            if (document instanceof DropCount count) {
                dropped = count.droppedRecords();
                removedFiles = count.removedFiles();
                removedBytes = count.removedBytes();
                lostDocuments = count.lostDocuments();
            } else if (document instanceof TraceDocument trace) {
                ends.add(trace.endNs());
            } else if (document instanceof HistogramInterval interval) {
                histograms++;
                fromNs = Math.min(fromNs, interval.startNs());
                toNs = Math.max(toNs, interval.endNs());
                for (HistogramInterval.Histogram histogram : interval.histograms()) {
                    if (histogram.of() == HistogramInterval.Of.KIND_LATENCY) {
                        inHistograms += histogram.count();
                    }
                }
            }
        }

        /** Everything is kept whole here, so the intervals must count at least the traces that ended in them. */
        long missing() {
            return histograms == 0 ? keptInside : Math.max(0, keptInside - inHistograms);
        }
    }
}
