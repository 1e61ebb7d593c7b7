package io.narrows.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Do threads ever see of each other what they must not? The stress tests of jcstress beside what they test. */
final class StressBenchmark implements Benchmark {
    private static final Pattern RESULTS = Pattern.compile("Results: (\\d+) planned; \\d+ passed, (\\d+) failed");
    private static final long LONGEST_MINUTES = 15;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        bench.say("jcstress, about " + (bench.quick() ? "1 minute" : "6 minutes") + "; at most " + LONGEST_MINUTES);
        Path output = bench.work().resolve("output");
        Process process = new ProcessBuilder(command(bench))
                .directory(bench.work().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("jcstress still ran after " + LONGEST_MINUTES + " minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        Matcher results = RESULTS.matcher(said);
        long planned = 0;
        long failed = 0;
        while (results.find()) { // told again and again; the last counts
            planned = Long.parseLong(results.group(1));
            failed = Long.parseLong(results.group(2));
        }
        boolean clean = process.exitValue() == 0;
        if (!clean || failed > 0) {
            System.out.println(said);
        }
        return List.of(
                Row.exactly(
                        "forbidden outcomes and errors",
                        clean ? failed : Math.max(1, failed),
                        "",
                        0,
                        "jcstress ended with exit code " + process.exitValue()),
                Row.some("tests times ways to compile them", planned, ""));
    }

    private static List<String> command(Bench bench) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                "io\\.narrows\\..*Stress.*",
                "-r",
                bench.work().resolve("report").toString(),
                "-f",
                "1",
                "-fsm",
                "1",
                "-sc",
                "false",
                "-af",
                "NONE",
                // A buffer is some kilobytes of memory outside the heap, and a state of some tests starts threads.
                "-strideSize",
                "16",
                "-strideCount",
                "16"));
        command.addAll(
                bench.quick()
                        ? List.of("-time", "500", "-iters", "2", "-jvmArgs", "-XX:-TieredCompilation")
                        : List.of("-time", "500", "-iters", "5"));
        return command;
    }
}
