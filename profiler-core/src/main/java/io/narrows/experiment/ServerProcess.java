package io.narrows.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A {@code narrows serve} in a process of its own. The owner stops it; should this process end first, the server ends too,
 * because its standard input does. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
    private static final String READY = "listening on ";
    private static final Duration LAST_RESORT = Duration.ofSeconds(5);

    private final Process process;
    private final Path errors;
    private final Thread hook;
    private final URI url;

    private ServerProcess(Process process, Path errors, Thread hook, URI url) {
        this.process = process;
        this.errors = errors;
        this.hook = hook;
        this.url = url;
    }

    /** The server ended or did not get ready; carries its exit code. */
    public static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        FailedException(String message, int exitCode) {
            super(message);
            this.exitCode = exitCode;
        }

        /** Exit code of the server, or -1 where it was still running. */
        public int exitCode() {
            return exitCode;
        }
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param arguments of {@code narrows serve}; {@code --exit-with-parent} is added
     * @param errors file that takes the server's standard error
     * @param wait how long it may take until it listens
     * @throws FailedException when it ends before or takes longer
     */
    public static ServerProcess start(Launcher launcher, List<String> arguments, Path errors, Duration wait) {
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(arguments);
        all.add("--exit-with-parent");
        Process process;
        try {
            process = new ProcessBuilder(launcher.commandLine(all))
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new LoadException("the server cannot be started: " + e.getMessage(), e);
        }
        Thread hook = new Thread(() -> end(process), "narrows-stop-server");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean ready = false;
        try {
            URI url = firstLine(process).get(wait.toMillis(), TimeUnit.MILLISECONDS);
            ready = true;
            return new ServerProcess(process, errors, hook, url);
        } catch (TimeoutException e) {
            throw new FailedException(
                    "the server did not say that it listens within " + wait.toSeconds() + " s; its messages are in "
                            + errors,
                    -1);
        } catch (ExecutionException e) {
            throw failed(process, errors);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("the start of the server was interrupted", e);
        } finally {
            if (!ready) {
                process.destroyForcibly();
                removeHook(hook);
            }
        }
    }

    private static FailedException failed(Process process, Path errors) {
        try {
            int code = process.waitFor(LAST_RESORT.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
            return new FailedException("the server ended before it listened: " + lastLine(errors), code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FailedException("the server ended before it listened", -1);
        }
    }

    /* Completes with the address, then reads on so that the server never blocks on a full pipe. */
    private static CompletableFuture<URI> firstLine(Process process) {
        CompletableFuture<URI> ready = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (line.startsWith(READY)) {
                                ready.complete(URI.create(
                                        line.substring(READY.length()).strip()));
                            }
                        }
                        ready.completeExceptionally(new IOException("end of output"));
                    } catch (IOException e) {
                        ready.completeExceptionally(e);
                    }
                },
                "narrows-server-output");
        reader.setDaemon(true);
        reader.start();
        return ready;
    }

    /** Base URL. */
    public URI url() {
        return url;
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Processor time it has used so far, or zero where the system does not tell. */
    public Duration processorTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Sends the signal that asks it to finish what it has begun and end: SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Asks it to end by closing its standard input, then by SIGTERM, and waits.
     *
     * @param each how long to wait after each
     * @return its exit code
     * @throws FailedException when it had to be killed
     */
    public int stop(Duration each) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            terminate(); // its end of the pipe is gone
        }
        Integer code = exitCode(each);
        if (code == null) {
            terminate();
            code = exitCode(each);
        }
        if (code == null) {
            kill();
            exitCode(LAST_RESORT);
            removeHook(hook);
            throw new FailedException(
                    "the server (process " + pid() + ") did not end within " + 2 * each.toSeconds()
                            + " s of being asked and was killed; its messages are in " + errors,
                    -1);
        }
        removeHook(hook);
        return code;
    }

    /**
     * Waits for its end.
     *
     * @return its exit code, or null when it still runs after that time
     */
    public @Nullable Integer exitCode(Duration wait) {
        try {
            return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("the wait for the server's end was interrupted", e);
        }
    }

    /** Last line of its standard error, for a message. */
    public String lastError() {
        return lastLine(errors);
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            end(process);
        }
        removeHook(hook);
    }

    private static String lastLine(Path errors) {
        try {
            List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty()
                    ? "it said nothing"
                    : lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            return "its messages in " + errors + " cannot be read";
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(LAST_RESORT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process is ending already, and the hook with it
        }
    }
}
