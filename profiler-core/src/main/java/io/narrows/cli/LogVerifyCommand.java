package io.narrows.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows log verify}: whether every document of a log can be read. */
@Command(name = "verify", description = "Reads the whole log of a run; exit code 1 when something in it is damaged.")
final class LogVerifyCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Directory of the run, or of runs with a latest entry.")
    @SuppressWarnings("NullAway.Init") // required by picocli
    private Path run;

    @Override
    public Integer call() {
        LogContents contents = LogContents.read(run);
        contents.warnings().forEach(line -> spec.commandLine().getErr().println(Failure.oneLine("warning: " + line)));
        if (contents.damaged() || contents.header() == null) {
            throw CommandException.notHolding("the event log of " + contents.run() + " is damaged");
        }
        spec.commandLine().getOut().println("whole: " + contents.count() + " documents, " + contents.state());
        return ExitCode.HOLDS;
    }
}
