package io.narrows.benchmarks;

import io.narrows.experiment.Launcher;
import io.narrows.experiment.ServerProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark works with.
 *
 * @param quick whether the shorter form was asked for
 * @param options what else was given on the command line
 * @param launcher starts the narrows command
 * @param work an empty folder, deleted at the end
 */
record Bench(boolean quick, Set<String> options, Launcher launcher, Path work) {
    private static final Duration START = Duration.ofMinutes(2);

    /** Starts a server; its run goes to {@code work/name}, its messages to {@code work/name.log}. */
    ServerProcess server(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--port", "0"));
        arguments.addAll(List.of(more));
        return ServerProcess.start(launcher, arguments, work.resolve(name + ".log"), START);
    }

    /** Tells the user how far it is. */
    void say(String line) {
        System.err.println(line);
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
