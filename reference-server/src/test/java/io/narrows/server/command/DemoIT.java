package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job as a process of its own, with the real model: what it promises is in the files that it leaves.
 *
 * <p>Its processes are told by an option of their JVMs, which the demo passes on. It stands before the class path: of a
 * long command line the system shows the beginning only.
 */
@Timeout(300)
class DemoIT {
    @TempDir
    private Path directory;

    @Test
    void leavesAReportThatAddsUpAndNothingRunning() throws Exception {
        Path run = directory.resolve("run");
        Process demo = start("--out", run.toString(), "--seconds", "3", "--rate", "4");

        assertTrue(demo.waitFor(240, TimeUnit.SECONDS), this::output);
        assertEquals(0, demo.exitValue(), output());
        JsonNode report = new ObjectMapper().readTree(Files.readString(run.resolve("report.json")));
        double shares = report.at("/unaccounted/shareOfMean").asDouble();
        for (JsonNode stage : report.get("stages")) {
            shares += stage.get("shareOfMean").asDouble();
        }
        assertEquals(1.0, shares, 0.001, "stage shares and unaccounted");
        assertTrue(
                report.at("/unaccounted/shareOfMean").asDouble() <= 0.03,
                report.get("unaccounted").toString());
        JsonNode load = new ObjectMapper().readTree(Files.readString(run.resolve("load.json")));
        assertTrue(load.get("answered").asInt() > 0, load.toString());
        assertEquals(
                load.get("answered").asInt(), report.at("/run/traces/measured").asInt());
        assertTrue(report.at("/golden/passed").asBoolean(), report.get("golden").toString());
        assertTrue(Files.size(run.resolve("report.html")) > 0);
        assertTrue(output().contains("golden   passed: 64 answers agree"), output());
        assertEquals(List.of(), running());
    }

    @Test
    void takesItsServerWithItWhenItIsEnded() throws Exception {
        Path run = directory.resolve("run");
        Process demo = start("--out", run.toString(), "--seconds", "60", "--rate", "4");
        while (!output().contains("listening on ") && demo.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertTrue(demo.isAlive(), this::output);
        List<ProcessHandle> children = demo.toHandle().children().toList();
        assertEquals(1, children.size(), output());
        assertEquals(2, running().size(), "the demo and its server are found while they run");

        demo.destroy();

        assertTrue(demo.waitFor(60, TimeUnit.SECONDS), this::output);
        children.get(0).onExit().get(60, TimeUnit.SECONDS);
        assertEquals(List.of(), running());
    }

    private Process start(String... options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                mark(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.narrows.cli.Main",
                "demo");
        builder.command().addAll(List.of(options));
        return builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String mark() {
        return "-Dnarrows.demo-it=" + directory;
    }

    private List<String> running() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(ProcessHandle::isAlive)
                    .map(process -> process.info().commandLine().orElse(""))
                    .filter(line -> line.contains(mark()))
                    .toList();
        }
    }
}
