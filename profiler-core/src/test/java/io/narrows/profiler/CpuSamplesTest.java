package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.cli.Main;
import io.narrows.environment.CpuSampler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples of this JVM, by the real sampler. */
class CpuSamplesTest {

    @TempDir
    Path directory;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static volatile double sink;

    // By processor time, which is what is sampled, however busy the machine is.
    private static void burnByRoots(long ns) {
        long endNs = THREADS.getCurrentThreadCpuTime() + ns;
        while (THREADS.getCurrentThreadCpuTime() < endNs) {
            for (int i = 0; i < 10_000; i++) {
                sink += Math.cbrt(i + sink);
            }
        }
    }

    private static void burnBySines(long ns) {
        long endNs = THREADS.getCurrentThreadCpuTime() + ns;
        while (THREADS.getCurrentThreadCpuTime() < endNs) {
            for (int i = 0; i < 10_000; i++) {
                sink += Math.sin(i + sink);
            }
        }
    }

    @Test
    void samplesAreToldByStage() throws IOException {
        Path run = directory.resolve("run");
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(run)
                .cpuSamples(Duration.ofMillis(2))
                .lanes(false)
                .build())) {
            assumeTrue(Files.exists(run.resolve(CpuSampler.FILE)), "skipped: async-profiler does not run here");
            Stage roots = profiler.stage("roots", Segment.DATA);
            Stage sines = profiler.stage("sines", Segment.COMPUTE);
            Kind kind = profiler.kind("burn");
            for (int i = 0; i < 30; i++) {
                Trace trace = profiler.begin(kind);
                trace.enter(roots);
                burnByRoots(15_000_000);
                trace.enter(sines);
                burnBySines(5_000_000);
                trace.end();
            }
        }
        Path stacks = directory.resolve("stacks");
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = Main.run("cpu", run.toString(), "--collapsed", stacks.toString());
        } finally {
            System.setOut(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertEquals(0, exit, text);
        List<String> lines = Files.readAllLines(stacks);
        long ofRoots = samples(lines, "roots;", "burnByRoots");
        long ofSines = samples(lines, "sines;", "burnBySines");
        assertTrue(ofRoots > 40 && ofSines > 12, () -> "roots " + ofRoots + ", sines " + ofSines + "\n" + text);
        assertTrue(samples(lines, "roots;", "burnBySines") <= ofRoots / 10, text);
        assertTrue(samples(lines, "sines;", "burnByRoots") <= ofSines / 4, text);
        try (Stream<Path> files = Files.list(run)) {
            assertFalse(files.anyMatch(file -> file.toString().contains("libasync")), "its library stayed");
        }
    }

    private static long samples(List<String> lines, String start, String method) {
        return lines.stream()
                .filter(line -> line.startsWith(start) && line.contains(method))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aRunWithoutSamplesIsSaidInOneLine() {
        Path run = directory.resolve("run");
        Profiler.open(ProfilerConfig.builder(run).lanes(false).build()).close();
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = Main.run("cpu", run.toString());
        } finally {
            System.setErr(before);
        }
        assertEquals(3, exit);
        assertEquals(
                1, printed.toString(StandardCharsets.UTF_8).lines().count(), printed.toString(StandardCharsets.UTF_8));
    }
}
