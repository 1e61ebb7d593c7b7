package io.narrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launch script in a tree of its own, with a Maven and a Java that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LaunchScriptTest {

    @TempDir
    private Path folder;

    private Path tree;
    private Path tools;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeATree() throws IOException {
        tree = Files.createDirectory(folder.resolve("tree"));
        tools = Files.createDirectory(folder.resolve("tools"));
        Files.copy(Path.of("..", "narrows"), tree.resolve("narrows"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String source : List.of(
                "pom.xml",
                "profiler-core/pom.xml",
                "profiler-core/src/main/java/A.java",
                "reference-server/pom.xml",
                "reference-server/src/main/java/B.java")) {
            Path file = tree.resolve(source);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        }
        tool(
                "java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.9\" 2023' >&2; exit; fi",
                "echo \"$@\"");
        tool("javac", "exit 0");
        tool(
                "mvn",
                "echo run >>" + folder.resolve("builds"),
                "mkdir -p " + tree.resolve("reference-server/target/dist/lib"),
                "echo '[INFO] building'",
                "echo jar >" + tree.resolve("reference-server/target/dist/narrows.jar"));
    }

    private void tool(String name, String... lines) throws IOException {
        Path file = tools.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tree.resolve("narrows").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("NARROWS_") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", tools + File.pathSeparator + "/usr/bin" + File.pathSeparator + "/bin");
        return builder.start();
    }

    private static Result finish(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err);
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        return finish(start(arguments));
    }

    private long builds() throws IOException {
        Path builds = folder.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    @Test
    void buildsOnFirstUseThenRunsWithTheArgumentsAsTheyAre() throws Exception {
        Result first = run("report", "a b", "--x=*");
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.out().endsWith("narrows.jar report a b --x=*\n"), first.out());
        assertEquals(1, first.out().lines().count(), "Maven's output is not on standard output");
        assertTrue(first.err().contains("narrows: building for the first time"), first.err());
        Result second = run("report");
        assertEquals("", second.err());
        assertEquals(1, builds());
    }

    @Test
    void aNewerSourceIsBuiltOnce() throws Exception {
        run("x");
        Path source = tree.resolve("reference-server/src/main/java/B.java");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() - 30_000));
        FileTime before = FileTime.fromMillis(System.currentTimeMillis() - 60_000);
        Files.setLastModifiedTime(tree.resolve("reference-server/target/dist/narrows.jar"), before);
        run("x");
        assertEquals(1, builds(), "the stamp of the build is newer than the source");
        Files.setLastModifiedTime(tree.resolve("reference-server/target/dist/built"), before);
        run("x");
        run("x");
        assertEquals(2, builds());
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), tree.resolve("narrows"));
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "x");
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().remove("JAVA_HOME");
        Result result = finish(builder.start());
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(1, builds());
    }

    @Test
    void aFailedBuildShowsMavensErrorsAndExitsWith4() throws Exception {
        tool("mvn", "echo '[INFO] fine'", "echo '[ERROR] no such artifact'", "exit 1");
        Result result = run("x");
        assertEquals(4, result.exitCode());
        assertEquals("", result.out());
        assertTrue(result.err().contains("[ERROR] no such artifact"), result.err());
        assertFalse(result.err().contains("[INFO]"), result.err());
        assertTrue(result.err().contains("narrows: the build failed (Maven's exit code 1)"), result.err());
    }

    @Test
    void withoutMavenItSaysSo() throws Exception {
        Files.delete(tools.resolve("mvn"));
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("narrows").toString(), "x");
        Path only = Files.createDirectory(folder.resolve("only"));
        for (String name :
                List.of("bash", "env", "dirname", "readlink", "sed", "head", "find", "mkdir", "flock", "perl")) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(place + name)) && !Files.exists(only.resolve(name))) {
                    Files.createSymbolicLink(only.resolve(name), Path.of(place + name));
                }
            }
        }
        builder.environment().put("PATH", tools + File.pathSeparator + only);
        builder.environment().remove("JAVA_HOME");
        Result result = finish(builder.start());
        assertEquals(4, result.exitCode());
        assertEquals(
                "narrows: it has to be built first and Maven is missing: install Maven from 3.8.7 on\n", result.err());
    }

    @Test
    void anOldJavaIsRefusedByVersion() throws Exception {
        tool("java", "echo 'java version \"1.8.0_402\"' >&2");
        Result result = run("x");
        assertEquals(4, result.exitCode());
        assertEquals("narrows: Java 1.8.0_402 found at java; Narrows needs 17 or later\n", result.err());
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Path go = folder.resolve("go");
        tool(
                "mvn",
                "echo run >>" + folder.resolve("builds"),
                "while [ ! -e " + go + " ]; do sleep 0.05; done",
                "mkdir -p " + tree.resolve("reference-server/target/dist/lib"),
                "echo jar >" + tree.resolve("reference-server/target/dist/narrows.jar"));
        Process one = start("one");
        Process two = start("two");
        for (Process process : List.of(one, two)) {
            while (process.getErrorStream().available() == 0) {
                assertTrue(process.isAlive(), "neither builds nor waits");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        Files.createFile(go);
        Result first = finish(one);
        Result second = finish(two);
        assertEquals(0, first.exitCode(), first.err());
        assertEquals(0, second.exitCode(), second.err());
        String said = first.err() + second.err();
        assertTrue(said.contains("narrows: waiting for another narrows that is building"), said);
        assertEquals(1, builds());
    }
}
