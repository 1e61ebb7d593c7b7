package io.narrows.benchmarks;

import io.narrows.log.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Does a large log become a diagnosis within a small heap on one core, and do the intervals hold what they promise? With
 * {@code --coverage} only the second, with {@code --spans} only the first.
 */
final class AnalysisBenchmark implements Benchmark {
    private static final String COVERAGE = "--coverage";
    private static final String SPANS = "--spans";
    private static final String HEAP = "-Xmx512m";
    private static final double MAX_SECONDS = 15;
    private static final double MEBI = 1 << 20;
    private static final long LONGEST_MINUTES = 10;

    @Override
    public Set<String> options() {
        return Set.of(COVERAGE, SPANS);
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        boolean onlyOne = bench.options().size() == 1;
        List<Row> rows = new ArrayList<>();
        if (!onlyOne || bench.options().contains(SPANS)) {
            rows.addAll(spans(bench));
        }
        if (!onlyOne || bench.options().contains(COVERAGE)) {
            rows.addAll(new IntervalCoverage(bench).rows());
        }
        return rows;
    }

    /** What a child said. */
    private record Told(double seconds, double processorSeconds, long traces, double heapMiB, long collections) {}

    private static List<Row> spans(Bench bench) throws IOException, InterruptedException {
        long spans = bench.quick() ? 1_000_000 : 10_000_000;
        bench.say("writing " + spans + " spans");
        RunDirectory run = SpanRun.write(bench.work().resolve("spans"), spans);
        double mib = QueueBytes.blocks(run.log()) / MEBI;
        List<String> pinned = pin();
        String where =
                pinned.isEmpty() ? "one processor by -XX:ActiveProcessorCount, not pinned" : "pinned to one core";
        bench.say("reading them, " + where);
        Told read = child(bench, run, ManySpans.What.READ, pinned);
        Told analysed = child(bench, run, ManySpans.What.ANALYSE, pinned);
        Told diagnosed = child(bench, run, ManySpans.What.DIAGNOSE, pinned);
        String note =
                String.format(Locale.ROOT, "%d traces, %.0f MiB on disk; %s; %s", diagnosed.traces, mib, HEAP, where);
        double limit = MAX_SECONDS * spans / 10_000_000;
        List<Row> rows = new ArrayList<>();
        rows.add(Row.limit("log to diagnosis", diagnosed.seconds, "s", limit, note));
        rows.add(Row.value(
                "log to diagnosis: processor", diagnosed.processorSeconds, "s", "whole process, its start included"));
        rows.add(Row.value("log to diagnosis: spans a second", spans / diagnosed.seconds, "1/s", ""));
        rows.add(Row.limit(
                "log to diagnosis: most heap in use",
                diagnosed.heapMiB,
                "MiB",
                512,
                "garbage included; " + diagnosed.collections + " collections, no OutOfMemoryError"));
        rows.add(Row.value(
                "log to analysis without attribution and what-if", analysed.seconds, "s", processor(analysed)));
        rows.add(Row.value("log read and nothing else", read.seconds, "s", processor(read)));
        return rows;
    }

    private static String processor(Told told) {
        return String.format(
                Locale.ROOT, "%.1f s of the processor, most heap in use %.0f MiB", told.processorSeconds, told.heapMiB);
    }

    private static List<String> pin() throws IOException, InterruptedException {
        try {
            Process taskset = new ProcessBuilder("taskset", "-c", "0", "true")
                    .redirectErrorStream(true)
                    .start();
            taskset.getInputStream().readAllBytes();
            return taskset.waitFor() == 0 ? List.of("taskset", "-c", "0") : List.of();
        } catch (IOException e) {
            return List.of(); // no such command here
        }
    }

    private static Told child(Bench bench, RunDirectory run, ManySpans.What what, List<String> pinned)
            throws IOException, InterruptedException {
        Path errors = bench.work().resolve("errors-" + what);
        List<String> options = new ArrayList<>(List.of(HEAP));
        if (pinned.isEmpty()) {
            options.add("-XX:ActiveProcessorCount=1");
        }
        Process child = Child.start(
                pinned,
                options,
                List.of(ManySpans.ARGUMENT, what.name(), run.path().toString()),
                errors);
        try {
            if (!child.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(what + " still runs after " + LONGEST_MINUTES + " minutes");
            }
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (child.exitValue() != 0 || said.isEmpty()) {
                throw new IllegalStateException(what + " failed: "
                        + Files.readString(errors)
                                .lines()
                                .filter(line -> line.contains("Error") || line.contains("Exception"))
                                .findFirst()
                                .orElse("it said nothing"));
            }
            String[] numbers = said.split(" ", -1);
            return new Told(
                    Double.parseDouble(numbers[0]),
                    Double.parseDouble(numbers[1]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3]) / MEBI,
                    Long.parseLong(numbers[4]));
        } finally {
            child.destroyForcibly();
        }
    }
}
