package io.narrows.log;

import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own that writes a log in a JVM without any flag and says on standard output how far it is. With
 * {@code close} it closes the log; with {@code hang} it stays alive, in the middle of a document.
 */
final class RecordingProcess {

    private RecordingProcess() {}

    public static void main(String[] args) throws Exception {
        RunDirectory run = RunDirectory.create(Path.of(args[0]));
        int traces = Integer.parseInt(args[1]);
        LogWriter writer = LogWriter.open(run, Documents.HEADER);
        for (int serial = 1; serial <= traces; serial++) {
            writer.write(Documents.trace(serial));
        }
        if (args[2].equals("close")) {
            writer.write(Documents.FOOTER);
            writer.close();
        } else {
            writer.beginAndNeverEnd(Documents.trace(traces + 1));
        }
        System.out.println("written");
        System.in.read(); // until this process is killed, or its standard input ends
    }

    /** Starts one; the class path is the tests' own, and no JVM option is given but the heap's size. */
    static Process start(Path run, int traces, String end) throws java.io.IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RecordingProcess.class.getName(),
                run.toString(),
                Integer.toString(traces),
                end);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }
}
