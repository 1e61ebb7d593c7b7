package io.narrows.environment;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Samples the stacks of running threads with async-profiler, where it is on the class path, into {@value #FILE} of the run
 * directory. Thread-safe. Never throws into the host: what refuses is said once through its logger, and there are no samples.
 *
 * <p>Its {@code ctimer} mode counts processor time of each thread and needs no privileges. The times of the samples are those
 * of {@link System#nanoTime}, so that they can be joined to stages. Of the process's properties and libraries nothing is
 * written.
 */
public final class CpuSampler implements AutoCloseable {

    /** File of the samples, in the JVM's own recording format. */
    public static final String FILE = "cpu.jfr";

    /** Where the file would be larger, sampling ends. */
    static final long MOST_BYTES = 256L << 20;

    private static final String TYPE = "one.profiler.AsyncProfiler";

    /** Bits of async-profiler's jfropts: no system information, no properties, no libraries, no CPU load. */
    private static final int SAMPLES_ALONE = 15;

    private final Path file;
    private final HostVoice voice;
    private @Nullable Object profiler;

    private CpuSampler(Path file, HostVoice voice) {
        this.file = file;
        this.voice = voice;
    }

    /**
     * Starts sampling, if that can be.
     *
     * @param runDirectory where the samples go
     * @param every processor time of a thread between two of its samples
     */
    public static CpuSampler open(Path runDirectory, Duration every) {
        CpuSampler sampler = new CpuSampler(runDirectory.resolve(FILE), new HostVoice());
        sampler.start(every);
        return sampler;
    }

    private synchronized void start(Duration every) {
        try {
            Class<?> type = Class.forName(TYPE);
            Object instance = load(type);
            execute(
                    instance,
                    String.format(
                            Locale.ROOT,
                            "start,jfr,event=ctimer,interval=%d,clock=monotonic,jfropts=%d,file=%s",
                            every.toNanos(),
                            SAMPLES_ALONE,
                            file));
            profiler = instance;
        } catch (ClassNotFoundException e) {
            voice.warn("no CPU samples are taken: " + TYPE
                    + " is not on the class path (tools.profiler:async-profiler); recording goes on without");
        } catch (Throwable e) {
            voice.warn(
                    "no CPU samples are taken: async-profiler refused (" + reason(e) + "); recording goes on without");
        }
    }

    /** Its library is unpacked into the run directory and not, as it would by itself, into the folder for temporary files. */
    private Object load(Class<?> type) throws ReflectiveOperationException, IOException {
        Path library = file.resolveSibling("libasyncProfiler.part");
        String resource = "/" + platform() + "/libasyncProfiler.so";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("it has no library for this platform, " + platform());
            }
            Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
            return type.getMethod("getInstance", String.class)
                    .invoke(null, library.toAbsolutePath().toString());
        } finally {
            Files.deleteIfExists(library);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (os.contains("mac")) {
            return "macos";
        }
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        return (os.contains("linux") ? "linux-" : os + "-") + (arm ? "arm64" : "x64");
    }

    private static void execute(Object profiler, String command) throws ReflectiveOperationException {
        Method execute = profiler.getClass().getMethod("execute", String.class);
        execute.invoke(profiler, command);
    }

    private static String reason(Throwable e) {
        Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    /** Whether samples are being taken. */
    public synchronized boolean running() {
        return profiler != null;
    }

    /** Ends sampling where the file became too large; to be called now and then. */
    public synchronized void tend() {
        if (profiler != null && file.toFile().length() > MOST_BYTES) {
            close();
            voice.warn("CPU samples end here: " + file + " has " + (MOST_BYTES >> 20) + " MiB");
        }
    }

    /** Ends sampling and the file. */
    @Override
    public synchronized void close() {
        Object running = profiler;
        if (running == null) {
            return;
        }
        profiler = null;
        try {
            execute(running, "stop");
        } catch (Throwable e) {
            voice.warn("CPU samples could not be ended in order: " + reason(e));
        }
    }
}
