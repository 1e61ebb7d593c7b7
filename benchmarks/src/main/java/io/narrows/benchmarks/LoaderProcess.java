package io.narrows.benchmarks;

import ai.djl.modality.cv.Image;
import com.dynatrace.hash4j.hashing.Hashing;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.narrows.benchmarks.loader.EpochResult;
import io.narrows.benchmarks.loader.LoaderTask;
import io.narrows.data.Loader;
import io.narrows.profiler.Profiler;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** Runs a measurement of the loader, or of what it is compared with, in a fresh JVM. */
final class LoaderProcess {
    private static final long LONGEST_S = 600;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Bench bench;
    private final String classPath;
    private final List<String> options;

    /** @param options of the JVM */
    LoaderProcess(Bench bench, String... options) {
        this(bench, System.getProperty("java.class.path"), List.of(options));
    }

    private LoaderProcess(Bench bench, String classPath, List<String> options) {
        this.bench = bench;
        this.classPath = classPath;
        this.options = options;
    }

    /**
     * The same with nothing on the class path but what these benchmarks and the loader need: a fresh JVM opens every jar that is
     * there, and those of the reference server are many.
     */
    LoaderProcess withItsOwnClassPath() {
        String own = Stream.of(
                        Benchmarks.class,
                        Loader.class,
                        Profiler.class,
                        JsonFactory.class,
                        ObjectMapper.class,
                        JsonProperty.class,
                        Zstd.class,
                        Hashing.class,
                        Logger.class,
                        Image.class)
                .map(needed -> needed.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        return new LoaderProcess(bench, own, options);
    }

    /**
     * Runs it to its end.
     *
     * @return the line of JSON that it printed
     * @throws IllegalStateException when it fails, or says nothing for ten minutes
     */
    JsonNode run(String task, Path folder, Object... more) throws IOException, InterruptedException {
        Path errors = bench.work().resolve("task.errors");
        List<String> arguments = new ArrayList<>(List.of(LoaderTask.ARGUMENT, task, folder.toString()));
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
        Process child = Child.start(classPath, options, arguments, errors);
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!child.waitFor(LONGEST_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException(task + " still runs after " + LONGEST_S + " s");
            }
            if (child.exitValue() != 0 || said.isEmpty()) {
                throw new IllegalStateException(task + " failed: "
                        + Files.readString(errors)
                                .lines()
                                .filter(line -> !line.startsWith("\t"))
                                .reduce((first, second) -> second)
                                .orElse("it said nothing"));
            }
            return MAPPER.readTree(said.substring(said.lastIndexOf('\n') + 1));
        } finally {
            child.destroyForcibly();
        }
    }

    /** Runs one that reads a data set again and again. */
    EpochResult epochs(String task, Path folder, double warmS, double timedS) throws IOException, InterruptedException {
        return EpochResult.of(run(task, folder, warmS, timedS));
    }
}
