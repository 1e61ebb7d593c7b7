package io.narrows.server.model.tensorrt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Libraries in the place of NVIDIA's, compiled from {@code src/test/native/tensorrt}: with the binary layout of TensorRT 10.15,
 * but without a GPU, and without a network in them.
 */
final class StandIn {
    private static final Path SOURCES = Path.of("src", "test", "native", "tensorrt");
    private static final List<String> EMPTY = List.of(
            "libcuda.so.1",
            "libcublas.so.13",
            "libcublasLt.so.13",
            "libnvrtc.so.13",
            "libcudnn_cnn.so.9",
            "libcudnn_adv.so.9",
            "libcudnn_ops.so.9",
            "libcudnn_graph.so.9");

    private final Path libraries;
    private final Path log;

    /**
     * @param folder takes the libraries and the log
     */
    StandIn(Path folder) throws IOException, InterruptedException {
        libraries = Files.createDirectories(folder.resolve("libraries"));
        log = folder.resolve("stand-in.log");
        Path empty = Files.writeString(libraries.resolve("empty.cpp"), "");
        for (String library : EMPTY) {
            compile(library, empty);
        }
        Path versions = Files.writeString(libraries.resolve("versions"), "libcudart.so.13 { global: *; };");
        compile("libcudart.so.13", SOURCES.resolve("cudart.cpp"), "-Wl,--version-script=" + versions);
        compile("libnvinfer.so.10", SOURCES.resolve("tensorrt.cpp"));
        for (String other : List.of("libnvinfer_plugin.so.10", "libnvonnxparser.so.10")) {
            Files.createSymbolicLink(libraries.resolve(other), Path.of("libnvinfer.so.10"));
        }
    }

    /** Whether there is a compiler for it. */
    static boolean possible() throws InterruptedException {
        try {
            return run(List.of("g++", "--version")) == 0;
        } catch (IOException noCompiler) {
            return false;
        }
    }

    private void compile(String library, Path source, String... further) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("g++", "-std=c++17", "-shared", "-fPIC", "-Wl,-soname," + library));
        command.addAll(List.of(further));
        command.addAll(List.of("-o", libraries.resolve(library).toString(), source.toString()));
        if (run(command) != 0) {
            throw new IOException("this failed: " + String.join(" ", command));
        }
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /**
     * Environment of a process that finds it.
     *
     * @param further further variables
     */
    Map<String, String> environment(Map<String, String> further) {
        Map<String, String> environment = new HashMap<>(further);
        environment.put("LD_LIBRARY_PATH", libraries.toString());
        environment.put("STAND_IN_LOG", log.toString());
        return environment;
    }

    /** What it was asked for since the last time. */
    List<String> log() throws IOException {
        List<String> lines = Files.readAllLines(log);
        Files.delete(log);
        return lines;
    }
}
