package io.narrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recording uses no network and writes no file outside of the run directory. A process that does nothing else is watched
 * from outside: its open files while it runs, the folders that it could use, and all its system calls where strace is there.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NothingOutsideTest {
    private static final Pattern CREATED =
            Pattern.compile("(?:openat|open|creat)\\((?:AT_FDCWD, )?\"([^\"]+)\".*O_CREAT.*");
    private static final Pattern NETWORK = Pattern.compile(".*\\b(?:connect|bind|sendto|sendmsg)\\(.*AF_INET.*");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    @TempDir
    private Path folder;

    /** What was seen of a process. */
    private record Seen(TreeSet<String> sockets, TreeSet<String> files, String output) {}

    @Test
    void aRecordingServiceUsesNoNetworkAndWritesInItsRunDirectoryOnly() throws Exception {
        Seen seen = watch("good");
        assertEquals(List.of(), List.copyOf(seen.sockets), seen.output);
        assertEquals(List.of(), List.copyOf(seen.files), seen.output);
        assertTrue(seen.output.contains("analytics false"), seen.output);
        Set<Class<?>> recorded = recorded();
        assertTrue(
                recorded.containsAll(Set.of(TraceDocument.class, LaneTable.class, ResourceSample.class, Pause.class)),
                recorded::toString);
        assertFalse(Files.exists(folder.resolve("run/jfr")), "JFR's files are left");
    }

    @Test
    void aServiceThatDoesIsFound() throws Exception {
        Seen seen = watch("naughty");
        assertFalse(seen.sockets.isEmpty(), seen.output);
        assertTrue(seen.files.stream().anyMatch(file -> file.endsWith("tmp/left")), () -> seen.files.toString());
    }

    private Set<Class<?>> recorded() {
        Set<Class<?>> kinds = new HashSet<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(folder.resolve("run")))) {
            for (LogDocument document = reader.next(); document != null; document = reader.next()) {
                kinds.add(document.getClass());
            }
        }
        return kinds;
    }

    private Seen watch(String how) throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "skipped: /proc is missing");
        for (String name : List.of("tmp", "home", "work")) {
            Files.createDirectory(folder.resolve(name));
        }
        Path trace = folder.resolve("strace");
        List<String> command = new ArrayList<>();
        if (canTrace()) {
            command.addAll(List.of("strace", "-f", "-qq", "-s", "512", "-o", trace.toString()));
            command.addAll(List.of("-e", "trace=connect,bind,sendto,sendmsg,open,openat,creat"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:-UsePerfData"));
        command.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
        command.add("-Duser.home=" + folder.resolve("home"));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WatchedService.class.getName(),
                folder.resolve("run").toString(),
                how));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.resolve("work").toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
        Process process =
                builder.redirectError(folder.resolve("errors").toFile()).start();
        Seen seen = new Seen(new TreeSet<>(), new TreeSet<>(), "");
        StringBuilder output = new StringBuilder();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String recording = out.readLine();
            assertNotNull(recording, () -> errors());
            addSockets(process, seen.sockets);
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                output.append(line).append('\n');
            }
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it does not end");
            assertEquals(0, process.exitValue(), () -> errors());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        addFiles(seen.files);
        addTraced(trace, seen);
        return new Seen(seen.sockets, seen.files, output + errors());
    }

    /** Whether strace is here and may trace. */
    private boolean canTrace() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("strace", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void addSockets(Process process, TreeSet<String> sockets) throws IOException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        for (ProcessHandle one : all) {
            Path proc = Path.of("/proc/" + one.pid());
            try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
                for (Path file : open.toList()) {
                    String target = Files.readSymbolicLink(file).toString();
                    Matcher socket = SOCKET.matcher(target);
                    if (socket.matches() && ofTheNetwork(proc.resolve("net"), socket.group(1))) {
                        sockets.add(target);
                    }
                }
            } catch (java.nio.file.NoSuchFileException | java.io.UncheckedIOException e) {
                // a file that was closed, or a process that ended, meanwhile
            }
        }
    }

    /* Every JVM that uses a file channel has a pair of local sockets too; those are in none of these tables. */
    private static boolean ofTheNetwork(Path net, String inode) throws IOException {
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6")) {
            Path file = net.resolve(table);
            if (Files.exists(file)
                    && Files.readAllLines(file).stream()
                            .anyMatch(
                                    line -> List.of(line.strip().split("\\s+")).contains(inode))) {
                return true;
            }
        }
        return false;
    }

    private void addFiles(TreeSet<String> files) throws IOException {
        for (String name : List.of("tmp", "home", "work")) {
            Path start = folder.resolve(name);
            try (Stream<Path> all = Files.walk(start)) {
                all.filter(file -> !file.equals(start)).forEach(file -> files.add(file.toString()));
            }
        }
    }

    private void addTraced(Path trace, Seen seen) throws IOException {
        if (!Files.exists(trace)) {
            return;
        }
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            if (NETWORK.matcher(line).matches()) {
                seen.sockets.add(line);
            }
            Matcher created = CREATED.matcher(line.replaceFirst("^\\d+\\s+", ""));
            if (created.matches()) {
                Path file = folder.resolve("work").resolve(created.group(1)).normalize();
                if (!file.startsWith(folder.resolve("run")) && !file.startsWith("/proc") && !file.startsWith("/dev")) {
                    seen.files.add(file.toString());
                }
            }
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
