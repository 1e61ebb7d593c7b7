package io.narrows.experiment;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the {@code narrows} command in another process with the Java, its options and the class path of this one. Immutable and
 * thread-safe.
 */
public final class Launcher {
    private final List<String> start;

    private Launcher(List<String> start) {
        this.start = List.copyOf(start);
    }

    /** The command as this process runs it: the same jar, or the same class path where it was not started from a jar. */
    public static Launcher ofThisProcess() {
        String classPath = System.getProperty("java.class.path", "");
        boolean jar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        if (jar) {
            return ofJar(Path.of(classPath));
        }
        List<String> start = new ArrayList<>(List.of(java()));
        start.addAll(options());
        start.addAll(List.of("-cp", classPath, "io.narrows.cli.Main"));
        return new Launcher(start);
    }

    /** The command in an executable jar. */
    public static Launcher ofJar(Path jar) {
        List<String> start = new ArrayList<>(List.of(java()));
        start.addAll(options());
        start.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return new Launcher(start);
    }

    /** A command line of any kind that takes narrows' arguments; for tests. */
    static Launcher of(List<String> start) {
        return new Launcher(start);
    }

    /** The whole command line for these arguments. */
    public List<String> commandLine(List<String> arguments) {
        List<String> whole = new ArrayList<>(start);
        whole.addAll(arguments);
        return whole;
    }

    /* Agents stay behind: a debugger's port, for one, can be had only once. */
    private static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agent") && !option.startsWith("-javaagent"))
                .filter(option -> !option.startsWith("-Xrun") && !option.startsWith("-Djava.class.path"))
                .toList();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
