package io.narrows.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts these benchmarks' own class in another process, with the options and the class path of this one. */
final class Child {
    private Child() {}

    /**
     * Starts it; its standard error goes to a file.
     *
     * @param options of the JVM, besides those of this one
     * @param arguments of {@link Benchmarks#main}
     */
    static Process start(List<String> options, List<String> arguments, Path errors) throws IOException {
        return start(List.of(), options, arguments, errors);
    }

    /** The same with another class path. */
    static Process start(String classPath, List<String> options, List<String> arguments, Path errors)
            throws IOException {
        return start(List.of(), classPath, options, arguments, errors);
    }

    /** The same behind a command that starts another, as {@code taskset} does. */
    static Process start(List<String> before, List<String> options, List<String> arguments, Path errors)
            throws IOException {
        return start(before, System.getProperty("java.class.path"), options, arguments, errors);
    }

    private static Process start(
            List<String> before, String classPath, List<String> options, List<String> arguments, Path errors)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-") || option.startsWith("-D"))
                .toList());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Benchmarks.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }
}
