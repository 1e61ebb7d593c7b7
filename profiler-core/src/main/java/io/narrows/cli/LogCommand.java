package io.narrows.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code narrows log}: what an event log holds, whether it is whole, and what is added to it. */
public final class LogCommand implements CommandProvider {

    @Override
    public Object command() {
        return new Group();
    }

    @Command(
            name = "log",
            description = "Looks into the event log of a run.",
            subcommands = {LogStatCommand.class, LogVerifyCommand.class, LogTailCommand.class})
    static final class Group implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            throw new ParameterException(spec.commandLine(), "say what to do: stat, verify or tail");
        }
    }
}
