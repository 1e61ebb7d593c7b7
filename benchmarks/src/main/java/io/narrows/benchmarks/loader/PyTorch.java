package io.narrows.benchmarks.loader;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** PyTorch's DataLoader over the same shards, in a Python process of its own. */
public final class PyTorch {
    private static final String SCRIPT = "pytorch_loader.py";
    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");
    private static final String NEEDED =
            "import torch, zstandard, numpy; from PIL import Image; print(torch.__version__)";
    private static final List<String> INSTALL = List.of(
            "apt-get",
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
            "python3-torch",
            "python3-zstandard",
            "python3-pil",
            "python3-numpy");
    private static final long INSTALL_S = 900;
    private static final long LOOK_S = 60;
    private static final long EPOCH_S = 600;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final @Nullable String python;
    private final String version;
    private final Path work;

    private PyTorch(@Nullable String python, String version, Path work) {
        this.python = python;
        this.version = version;
        this.work = work;
    }

    private record Ended(int code, String out, String errors) {
        String why() {
            return errors.strip().lines().reduce((first, second) -> second).orElse("it said nothing");
        }
    }

    /**
     * Looks for it, and installs it from the system's packages where that is allowed.
     *
     * @param work where the script and messages go
     * @param say told before something long begins
     */
    public static PyTorch find(Path work, Consumer<String> say) throws IOException, InterruptedException {
        PyTorch found = look(work);
        if (found.python == null && Objects.equals(System.getProperty("user.name"), "root")) {
            say.accept("PyTorch is not here: apt-get install python3-torch");
            try {
                Ended ended = run(work, INSTALL_S, INSTALL);
                if (ended.code != 0) {
                    return new PyTorch(null, "apt-get: " + ended.why(), work);
                }
            } catch (IOException e) {
                return found; // no apt-get
            }
            found = look(work);
        }
        return found;
    }

    private static PyTorch look(Path work) throws IOException, InterruptedException {
        String why = "";
        for (String python : PYTHONS) {
            try {
                Ended ended = run(work, LOOK_S, List.of(python, "-c", NEEDED));
                if (ended.code == 0) {
                    try (InputStream script = PyTorch.class.getResourceAsStream(SCRIPT)) {
                        Files.write(
                                work.resolve(SCRIPT),
                                Objects.requireNonNull(script).readAllBytes());
                    }
                    return new PyTorch(python, ended.out.strip(), work);
                }
                why = ended.why();
            } catch (IOException e) {
                why = "no " + python + ": " + e.getMessage();
            }
        }
        return new PyTorch(null, why, work);
    }

    /** Whether it can be run. */
    public boolean here() {
        return python != null;
    }

    /** Its version, or why it cannot be run. */
    public String version() {
        return version;
    }

    /**
     * One epoch in a fresh process.
     *
     * @param kind {@code json} or {@code image}
     * @throws IllegalStateException when it fails
     */
    public EpochResult epoch(String kind, int workers, int batch, List<Path> shards)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Objects.requireNonNull(python, version),
                work.resolve(SCRIPT).toString(),
                kind,
                Integer.toString(workers),
                Integer.toString(batch)));
        shards.forEach(shard -> command.add(shard.toString()));
        Ended ended = run(work, EPOCH_S, command);
        if (ended.code != 0) {
            throw new IllegalStateException("PyTorch with " + workers + " workers: " + ended.why());
        }
        return EpochResult.of(MAPPER.readTree(ended.out));
    }

    private static Ended run(Path work, long atMostS, List<String> command) throws IOException, InterruptedException {
        Path out = work.resolve("python.out");
        Path errors = work.resolve("python.errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(atMostS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(command.get(0) + " still runs after " + atMostS + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(errors, StandardCharsets.UTF_8));
    }
}
