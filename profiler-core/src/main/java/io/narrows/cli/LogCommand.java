package io.narrows.cli;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.LogException;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows log}: what an event log holds, and whether it is whole. */
public final class LogCommand implements CommandProvider {

    @Override
    public Object command() {
        return new Group();
    }

    @Command(
            name = "log",
            description = "Looks into the event log of a run.",
            subcommands = {Stat.class, Verify.class})
    static final class Group implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            throw new ParameterException(spec.commandLine(), "say what to do: stat or verify");
        }
    }

    @Command(name = "stat", description = "Counts what the log of a run holds.")
    static final class Stat implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Parameters(paramLabel = "RUN", description = "Directory of the run, or of runs with a latest entry.")
        @SuppressWarnings("NullAway.Init") // required by picocli
        private Path run;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            Contents contents = Contents.read(run);
            out.println("run        " + contents.run);
            RunHeader header = contents.header;
            if (header != null) {
                Instant start = Instant.EPOCH.plus(header.anchorWallNs(), ChronoUnit.NANOS);
                out.println("service    " + header.service() + ", process " + header.processId() + ", format "
                        + header.formatVersion() + ", from " + start.truncatedTo(ChronoUnit.MILLIS));
            }
            out.println("state      " + contents.state());
            contents.documents.forEach((type, count) -> out.println(String.format("%10d %s", count, type)));
            out.println(String.format("%10d recovered", contents.recovered));
            contents.warnings.forEach(line -> out.println("warning    " + line));
            return ExitCode.HOLDS;
        }
    }

    @Command(
            name = "verify",
            description = "Reads the whole log of a run; exit code 1 when something in it is damaged.")
    static final class Verify implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Parameters(paramLabel = "RUN", description = "Directory of the run, or of runs with a latest entry.")
        @SuppressWarnings("NullAway.Init") // required by picocli
        private Path run;

        @Override
        public Integer call() {
            Contents contents = Contents.read(run);
            contents.warnings.forEach(line -> spec.commandLine().getErr().println("warning: " + line));
            if (contents.damaged || contents.header == null) {
                throw CommandException.notHolding("the event log of " + contents.run + " is damaged");
            }
            long documents = contents.documents.values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            spec.commandLine().getOut().println("whole: " + documents + " documents, " + contents.state());
            return ExitCode.HOLDS;
        }
    }

    /** What one pass over a log found. */
    private static final class Contents {
        private final RunDirectory run;
        private final Map<String, Long> documents = new TreeMap<>();
        private @Nullable RunHeader header;
        private boolean footer;
        private long recovered;
        private boolean damaged;
        private List<String> warnings = List.of();

        private Contents(RunDirectory run) {
            this.run = run;
        }

        static Contents read(Path dir) {
            Contents contents = new Contents(RunDirectory.open(dir));
            try (LogReader reader = LogReader.open(contents.run)) {
                reader.forEach(contents::add);
                contents.damaged = reader.damaged();
                contents.warnings = reader.warnings();
            } catch (LogException e) {
                throw new CommandException(ExitCode.DOES_NOT_HOLD, e.getMessage(), e);
            }
            return contents;
        }

        private void add(LogDocument document) {
            documents.merge(document.getClass().getSimpleName(), 1L, Long::sum);
            if (document instanceof RunHeader first) {
                header = first;
            }
            footer |= document instanceof RunFooter;
            if ((document instanceof TraceDocument trace && trace.recovered())
                    || (document instanceof BatchDocument batch && batch.recovered())) {
                recovered++;
            }
        }

        String state() {
            return footer ? "closed" : run.recording() ? "recording" : "its process was killed";
        }
    }
}
