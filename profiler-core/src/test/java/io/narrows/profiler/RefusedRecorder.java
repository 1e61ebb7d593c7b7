package io.narrows.profiler;

import java.io.IOException;
import java.nio.file.Path;

/** A process whose JVM lacks modules that recording needs. */
final class RefusedRecorder {
    private RefusedRecorder() {}

    /** Says why the profiler does not open. */
    public static void main(String[] args) {
        try (Profiler profiler =
                Profiler.open(ProfilerConfig.builder(Path.of(args[0])).build())) {
            System.out.println("opened " + profiler.directory());
        } catch (ProfilerException e) {
            System.out.println(e.getMessage());
        }
    }

    static Process start(Path run, String modules) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--limit-modules=" + modules,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RefusedRecorder.class.getName(),
                run.toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.redirectErrorStream(true).start();
    }
}
