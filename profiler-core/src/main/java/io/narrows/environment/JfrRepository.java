package io.narrows.environment;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.FlightRecorder;

/**
 * Where JFR keeps its files while it streams. If nobody else in this process uses JFR yet, that is a folder of ours, so that
 * nothing is written outside of the run directory; otherwise the host has chosen, and it is left alone.
 */
final class JfrRepository {
    /** Whether JFR is initialized because a run of ours used it, which left it unused and writing to its usual place. */
    private static boolean leftUnused;

    private final Path folder;
    private final boolean ours;

    private JfrRepository(Path folder, boolean ours) {
        this.folder = folder;
        this.ours = ours;
    }

    /** Makes the folder JFR's, unless JFR is in use or was told where to write when the JVM was started. */
    static synchronized JfrRepository claim(Path folder) throws IOException, JMException {
        if (usedByHost() || chosenByHost()) {
            return new JfrRepository(folder, false);
        }
        Files.createDirectories(folder);
        configure(folder);
        return new JfrRepository(folder, true);
    }

    /** Where JFR writes, as far as it tells; the usual place if it does not. */
    static Path inUse() {
        String told = System.getProperty("jdk.jfr.repository", "");
        return Path.of(told.isEmpty() ? System.getProperty("java.io.tmpdir", ".") : told);
    }

    /** Whether the files are in our folder. */
    boolean ours() {
        return ours;
    }

    /**
     * Gives JFR back its usual place and removes the folder.
     *
     * @return whether nothing is left of it; not while another recording of this process has files there
     */
    boolean release() throws IOException, JMException {
        if (!ours) {
            return true;
        }
        synchronized (JfrRepository.class) {
            configure(Path.of(System.getProperty("java.io.tmpdir", ".")));
            if (!FlightRecorder.getFlightRecorder().getRecordings().isEmpty()) {
                return false;
            }
            leftUnused = true;
        }
        delete();
        return true;
    }

    /* What was initialized stays so; then it is the host's unless a run before this one did it. */
    private static boolean usedByHost() {
        if (!FlightRecorder.isInitialized()) {
            return false;
        }
        boolean free =
                leftUnused && FlightRecorder.getFlightRecorder().getRecordings().isEmpty();
        leftUnused = false;
        return !free;
    }

    private static boolean chosenByHost() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument ->
                        argument.startsWith("-XX:FlightRecorderOptions") && argument.contains("repository"));
    }

    /* As `jcmd PID JFR.configure repositorypath=...`, through the only interface that a library may use. */
    private static void configure(Path folder) throws JMException {
        String argument = "repositorypath=\"" + folder.toAbsolutePath() + "\"";
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "jfrConfigure",
                        new Object[] {new String[] {argument}},
                        new String[] {String[].class.getName()});
    }

    /** Removes the folder, if it is ours. */
    void delete() throws IOException {
        if (!ours || !Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // JFR removed it meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
