package io.narrows.cli;

import io.narrows.log.LogDocument;
import io.narrows.log.LogException;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.TraceDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows log tail}: the documents of a log, and those that are added to it. */
@Command(
        name = "tail",
        description = "Prints a line for each document of a run and goes on while it is recorded; Ctrl-C ends it.")
final class LogTailCommand implements Callable<Integer> {

    private static final long LOOK_AGAIN_MS = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Directory of the run, or of runs with a latest entry.")
    @SuppressWarnings("NullAway.Init") // required by picocli
    private Path run;

    @Option(names = "--traces", description = "Print traces only.")
    private boolean tracesOnly;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Thread onSignal = new Thread(() -> {
            out.flush();
            Runtime.getRuntime().halt(ExitCode.HOLDS); // being ended is how this ends
        });
        RunDirectory found = RunDirectory.open(run);
        Runtime.getRuntime().addShutdownHook(onSignal);
        try (LogReader reader = LogReader.open(found)) {
            follow(found, reader, out);
            reader.warnings().forEach(line -> spec.commandLine().getErr().println(Failure.oneLine("warning: " + line)));
            return ExitCode.HOLDS;
        } catch (LogException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, e.getMessage(), e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
    }

    private void follow(RunDirectory found, LogReader reader, PrintWriter out) {
        DocumentLine line = new DocumentLine();
        boolean ended = false;
        while (!ended) {
            boolean recording = found.recording(); // before the look that finds nothing more
            for (LogDocument document = reader.next(); document != null; document = reader.next()) {
                line.note(document);
                if (!tracesOnly || document instanceof TraceDocument) {
                    out.println(line.of(document));
                }
                ended |= document instanceof RunFooter;
            }
            out.flush();
            if (!recording || out.checkError()) {
                return;
            }
            if (!ended && !sleep()) {
                return;
            }
        }
    }

    private static boolean sleep() {
        try {
            Thread.sleep(LOOK_AGAIN_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
