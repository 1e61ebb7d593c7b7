package io.narrows.cli;

import io.narrows.log.DropCount;
import io.narrows.log.RunHeader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows log stat}: what a log holds, how much of the disk that takes, and how long the stages took. */
@Command(
        name = "stat",
        description = "Says what the log of a run holds: documents, bytes, losses, times of the stages.")
final class LogStatCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Directory of the run, or of runs with a latest entry.")
    @SuppressWarnings("NullAway.Init") // required by picocli
    private Path run;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        LogContents contents = LogContents.read(run);
        out.println("run        " + Failure.oneLine(contents.run().toString()));
        RunHeader header = contents.header();
        if (header != null) {
            Instant start = Instant.EPOCH.plus(header.anchorWallNs(), ChronoUnit.NANOS);
            out.println("service    " + header.service() + ", process " + header.processId() + ", format "
                    + header.formatVersion() + ", from " + start.truncatedTo(ChronoUnit.MILLIS));
        }
        out.println("state      " + contents.state());
        if (header != null && contents.firstNs() <= contents.lastNs()) {
            out.println(line(
                    "traces     from %s to %s, %.3f s",
                    DocumentLine.wall(header, contents.firstNs()),
                    DocumentLine.wall(header, contents.lastNs()),
                    (contents.lastNs() - contents.firstNs()) / 1e9));
        }
        LogContents.Files files = contents.files();
        out.println(line(
                "size       %,d bytes of documents in %d file%s of %,d bytes",
                contents.bytes(), files.count(), files.count() == 1 ? "" : "s", files.bytes()));
        if (contents.spans() > 0) {
            out.println(line(
                    "spans      %,d in traces, %.1f bytes each, with batches %.1f",
                    contents.spans(),
                    (double) contents.traceBytes() / contents.spans(),
                    (double) (contents.traceBytes() + contents.batchBytes()) / contents.spans()));
        }
        out.println("losses     " + losses(contents.losses()));
        contents.documents()
                .forEach((type, tally) ->
                        out.println(line("%10d %-18s %,14d bytes", tally.count(), type, tally.bytes())));
        out.println(line("%10d recovered", contents.recovered()));
        contents.stages().print(out);
        contents.warnings().forEach(line -> out.println(Failure.oneLine("warning    " + line)));
        return ExitCode.HOLDS;
    }

    private static String losses(DropCount count) {
        List<String> losses = new ArrayList<>();
        add(losses, count.droppedRecords(), "records dropped");
        add(losses, count.incompleteTraces(), "traces incomplete");
        add(losses, count.abandonedTraces(), "traces never ended");
        add(losses, count.misuses(), "calls after the end");
        add(losses, count.lostDocuments(), "documents not written");
        add(losses, count.removedFiles(), "files removed");
        add(losses, count.listenerFailures(), "listener calls failed");
        return losses.isEmpty() ? "none" : String.join(", ", losses);
    }

    private static void add(List<String> losses, long count, String what) {
        if (count > 0) {
            losses.add(count + " " + what);
        }
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
