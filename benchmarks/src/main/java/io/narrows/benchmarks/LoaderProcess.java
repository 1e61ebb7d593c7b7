package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.benchmarks.loader.EpochResult;
import io.narrows.benchmarks.loader.LoaderTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a measurement of the loader, or of what it is compared with, in a fresh JVM. */
final class LoaderProcess {
    private static final long LONGEST_S = 600;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Bench bench;
    private final List<String> options;

    /** @param options of the JVM */
    LoaderProcess(Bench bench, String... options) {
        this.bench = bench;
        this.options = List.of(options);
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
        Process child = Child.start(options, arguments, errors);
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
