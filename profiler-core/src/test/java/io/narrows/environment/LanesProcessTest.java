package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lanes in JVMs of several kinds. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LanesProcessTest {
    private static final Path SECOND_JDK = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");
    private static final List<String> CLOSED_IN_TIME = List.of("open took ms", "close took ms");

    @TempDir
    private Path folder;

    private Map<String, String> lines(Path jdk, String what, String... options) throws Exception {
        Path run = Files.createDirectories(folder.resolve("run"));
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString(), "-Xmx128m"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LanesProcess.class.getName(),
                run.toString(),
                what));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it hangs");
        } finally {
            process.destroyForcibly();
        }
        String all = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), all);
        Map<String, String> lines = new TreeMap<>(Map.of("", all));
        all.lines().filter(line -> line.contains(" ")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            lines.put(line.substring(0, blank), line.substring(blank + 1));
        });
        for (String took : CLOSED_IN_TIME) {
            assertTrue(lines.containsKey(took), all);
        }
        return lines;
    }

    private static Path ownJdk() {
        return Path.of(System.getProperty("java.home"));
    }

    private static void assertAlone(Map<String, String> lines) {
        String all = String.valueOf(lines.get(""));
        assertTrue(all.contains("jfr folder while open true"), all);
        assertTrue(all.contains("pending told true"), all);
        assertTrue(all.contains("pause.safepoint <>"), all);
        assertTrue(all.contains("left []"), all);
    }

    @Test
    void aloneTheFilesAreInTheRunDirectoryAndGoAtTheEnd() throws Exception {
        assertAlone(lines(ownJdk(), "alone"));
    }

    @Test
    void aSecondJdkDoesTheSame() throws Exception {
        assumeTrue(Files.isExecutable(SECOND_JDK.resolve("bin/java")), "skipped: no second JDK");
        assertAlone(lines(SECOND_JDK, "alone"));
    }

    @Test
    void closedInAShutdownHookItLeavesNothing() throws Exception {
        String all = String.valueOf(lines(ownJdk(), "hook").get(""));
        assertTrue(all.contains("left []"), all);
    }

    @Test
    void aJavaWithoutAFlightRecorderTellsCollectionsAllTheSame() throws Exception {
        Map<String, String> lines =
                lines(ownJdk(), "alone", "--limit-modules", "java.base,java.management,jdk.management,java.logging");
        String all = String.valueOf(lines.get(""));
        assertTrue(all.contains("jfr folder while open false"), all);
        assertTrue(all.contains("pending told true"), all);
        assertTrue(all.contains("pause.gc <>"), all);
        assertTrue(all.contains("pause.jit <not available here: this Java has no flight recorder>"), all);
        assertTrue(all.contains("left []"), all);
        assertEquals(
                1, all.lines().filter(line -> line.contains("narrows-pauses")).count(), all);
    }

    @Test
    void aRecordingOfTheHostThatWasThereBeforeGoesOn() throws Exception {
        Map<String, String> lines = lines(ownJdk(), "before");
        String all = String.valueOf(lines.get(""));
        assertTrue(all.contains("jfr folder while open false"), all);
        assertTrue(number(lines, "before") >= 1, all);
        assertTrue(number(lines, "after") >= number(lines, "before") + 2, all);
        assertTrue(all.contains("left []"), all);
    }

    @Test
    void aRecordingThatTheHostBeganMeanwhileGoesOn() throws Exception {
        Map<String, String> lines = lines(ownJdk(), "meanwhile");
        String all = String.valueOf(lines.get(""));
        assertTrue(number(lines, "before") >= 1, all);
        assertTrue(number(lines, "after") >= number(lines, "before") + 2, all);
        assertTrue(number(lines, "a later recording") >= 1, all);
    }

    @Test
    void aSecondRunInTheSameProcessWritesNothingElsewhereEither() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        String all = String.valueOf(
                lines(ownJdk(), "twice", "-Djava.io.tmpdir=" + elsewhere).get(""));
        for (String name : List.of("first", "second")) {
            assertTrue(all.contains(name + " jfr folder true"), all);
            assertTrue(all.contains(name + " elsewhere []"), all);
            assertTrue(all.contains(name + " left []"), all);
        }
        assertTrue(all.contains("\nelsewhere []"), all);
    }

    @Test
    void aDiskThatFillsDoesNotEndTheProcess() throws Exception {
        Path run = Files.createDirectories(folder.resolve("run"));
        assumeTrue(
                done("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", run.toString()),
                "skipped: no right to mount a tmpfs");
        try {
            Map<String, String> lines = lines(ownJdk(), "full");
            assertEquals(0, number(lines, "left free"), lines.get(""));
        } finally {
            done("umount", "-l", run.toString());
        }
    }

    private static boolean done(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command here
        }
    }

    private static long number(Map<String, String> lines, String key) {
        return Long.parseLong(lines.getOrDefault(key, "-1"));
    }
}
