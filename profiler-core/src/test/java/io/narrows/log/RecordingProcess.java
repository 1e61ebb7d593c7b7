package io.narrows.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process of its own that writes a log in a JVM without any flag and says on standard output how far it is. With
 * {@code close} it closes the log; with {@code hang} it stays alive, in the middle of a document; with {@code steps} it
 * writes as many traces more as each line of its standard input says, into files of 1 MiB, and closes the log at its end.
 */
final class RecordingProcess {

    private RecordingProcess() {}

    public static void main(String[] args) throws Exception {
        RunDirectory run = RunDirectory.create(Path.of(args[0]));
        int traces = Integer.parseInt(args[1]);
        LogWriter writer = LogWriter.open(run, Documents.HEADER, new LogLimits(1 << 20, Duration.ofHours(1), 16 << 20));
        for (int serial = 1; serial <= traces; serial++) {
            writer.write(Documents.trace(serial));
        }
        if (args[2].equals("steps")) {
            steps(writer, traces);
        } else if (args[2].equals("close")) {
            writer.write(Documents.FOOTER);
            writer.close();
        } else {
            writer.beginAndNeverEnd(Documents.trace(traces + 1));
        }
        System.out.println("written");
        System.in.read(); // until this process is killed, or its standard input ends
    }

    private static void steps(LogWriter writer, int written) throws IOException {
        System.out.println("written");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        int serial = written;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (int left = Integer.parseInt(line); left > 0; left--) {
                writer.write(Documents.trace(++serial));
            }
            System.out.println("written");
        }
        writer.write(Documents.FOOTER);
        writer.close();
    }

    /** Starts one; the class path is the tests' own, and no JVM option is given but the heap's size. */
    static Process start(Path run, int traces, String end) throws IOException {
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
