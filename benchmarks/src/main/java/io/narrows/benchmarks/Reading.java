package io.narrows.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.log.LatencyBuckets;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * How fast spans become statistics per stage: count, sum, maximum, histogram. By one thread; counted is the processor time
 * of the whole process, so that what others do on the machine and what the JVM does on other cores are both accounted for.
 */
final class Reading {
    private static final double MIN_PER_S = 3e6;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Bench bench;

    Reading(Bench bench) {
        this.bench = bench;
    }

    /** What is known of a stage. */
    private static final class Statistics {
        private final long[] buckets = new long[4096];
        private long count;
        private long sumNs;
        private long maxNs;

        void add(long ns) {
            count++;
            sumNs += ns;
            maxNs = Math.max(maxNs, ns);
            buckets[Math.min(LatencyBuckets.index(ns), buckets.length - 1)]++;
        }
    }

    /** All stages, by their small ids. */
    private static final class Stages {
        private Statistics[] byId = new Statistics[0];

        Statistics of(int id) {
            if (id >= byId.length) {
                int before = byId.length;
                byId = Arrays.copyOf(byId, 2 * id + 1);
                for (int i = before; i < byId.length; i++) {
                    byId[i] = new Statistics();
                }
            }
            return byId[id];
        }

        long spans() {
            long spans = 0;
            for (Statistics stage : byId) {
                if (stage.maxNs > stage.sumNs || Arrays.stream(stage.buckets).sum() != stage.count) {
                    throw new IllegalStateException("the statistics of a stage contradict each other");
                }
                spans += stage.count;
            }
            return spans;
        }
    }

    private interface Pass {
        long spans() throws IOException;
    }

    List<Row> rows(SpansOnDisk served) throws IOException {
        bench.say("reading");
        int rounds = bench.quick() ? 10 : 14;
        long atLeast = bench.quick() ? 200_000 : 1_000_000;
        RunDirectory run = served.writeLog(bench.work().resolve("to-read"), atLeast);
        Path jfr = bench.work().resolve("to-read.jfr");
        long events = served.writeJfr(jfr, atLeast);
        double[] own = new double[rounds];
        double[] peer = new double[rounds];
        double[] ones = new double[rounds];
        Arrays.fill(ones, 1);
        for (int round = -2; round < rounds; round++) {
            double ours = spansPerS(() -> log(run));
            double theirs = spansPerS(() -> jfr(jfr));
            if (round >= 0) {
                own[round] = ours;
                peer[round] = theirs;
            }
        }
        String note = String.format(Locale.ROOT, "%d rounds of %d spans; processor time", rounds, events);
        Files.delete(jfr);
        Bench.delete(run.path());
        return List.of(
                Row.atLeast(
                        "spans read into statistics", MeanIntervals.ratioOfPairs(own, ones), "1/s", MIN_PER_S, note),
                Row.informs(
                        "spans read into statistics: JFR's parser",
                        MeanIntervals.ratioOfPairs(peer, ones),
                        "1/s",
                        "the same spans as JFR events"),
                Row.informs("reading, spans a second / JFR's parser", MeanIntervals.ratioOfPairs(own, peer), "", ""));
    }

    private double spansPerS(Pass pass) throws IOException {
        long beforeNs = system.getProcessCpuTime();
        long spans = pass.spans();
        return spans / ((system.getProcessCpuTime() - beforeNs) / 1e9);
    }

    private static long log(RunDirectory run) {
        Stages stages = new Stages();
        try (LogReader log = LogReader.open(run)) {
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                if (document instanceof TraceDocument trace) {
                    for (TraceDocument.Span span : trace.spans()) {
                        stages.of(span.stage()).add(span.endNs() - span.startNs());
                    }
                }
            }
        }
        return stages.spans();
    }

    private static long jfr(Path file) throws IOException {
        Stages stages = new Stages();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                stages.of(event.getInt("stage")).add(event.getDuration().toNanos());
            }
        }
        return stages.spans();
    }
}
