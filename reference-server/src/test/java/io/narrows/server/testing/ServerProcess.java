package io.narrows.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code narrows serve} as a user starts it: its own process from {@code target/dist/narrows.jar}. */
public final class ServerProcess implements AutoCloseable {
    private static final String PREFIX = "listening on ";

    private final Process process;
    private final Path directory;
    private final URI url;

    /**
     * Starts a server and waits until it listens.
     *
     * @param directory its working directory; messages go to {@code stderr.txt} in it
     * @param arguments further arguments of {@code narrows serve}
     */
    public ServerProcess(Path directory, String... arguments) throws IOException {
        this.directory = directory;
        process = start(directory, Map.of(), arguments);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith(PREFIX)) {
            process.destroyForcibly();
            throw new IOException("server did not start: " + line + "\n" + messages());
        }
        url = URI.create(line.substring(PREFIX.length()));
    }

    /**
     * Starts a server that keeps every request whole, whatever recording costs: for tests that look for each of them in the
     * log. It records to {@code run} and waits until it listens.
     */
    public static ServerProcess keepingAll(Path directory) throws IOException {
        Files.writeString(directory.resolve("all.yaml"), "profiling: {budget: 1, run: run}\nhttp: {port: 0}\n");
        return new ServerProcess(directory, "--config", "all.yaml");
    }

    /**
     * Starts {@code narrows serve} without waiting for anything.
     *
     * @param environment variables beside those of this process
     */
    public static Process start(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(List.of(), directory, environment, arguments);
    }

    /**
     * Starts {@code narrows serve} under a limit on the size of the files that it writes. It stands in for a full disk:
     * the same calls fail, with another reason. Needs bash.
     *
     * @param limitKib largest file in KiB
     * @param environment variables beside those of this process
     */
    public static Process startWithSmallFiles(
            int limitKib, Path directory, Map<String, String> environment, String... arguments) throws IOException {
        List<String> limited = List.of("bash", "-c", "ulimit -f " + limitKib + " && exec \"$@\"", "bash");
        return start(limited, directory, environment, arguments);
    }

    private static Process start(
            List<String> prefix, Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        Path jar = Path.of("target/dist/narrows.jar").toAbsolutePath();
        if (!Files.exists(jar)) {
            throw new IOException(jar + " does not exist; this test runs after the package phase");
        }
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString(), "serve"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr.txt").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Where it answers. */
    public URI url() {
        return url;
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Closes its standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits for the end and returns the exit code; -1 when it does not end within a minute. */
    public int exitCode() throws InterruptedException {
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Files that a crashed JVM leaves behind. */
    public List<Path> crashFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("hs_err.*|core.*"))
                    .toList();
        }
    }

    /** What it wrote on standard error. */
    public String messages() throws IOException {
        return Files.readString(directory.resolve("stderr.txt"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
