package io.narrows.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code narrows golden}: records golden sets and checks models against them. */
public final class GoldenCommand implements CommandProvider {

    @Override
    public Object command() {
        return new Golden();
    }

    @Command(
            name = "golden",
            description =
                    "Records what a trusted engine answers, and checks that other engines and servers answer the same.",
            subcommands = {GoldenRecordCommand.class, GoldenCheckCommand.class, GoldenDebugCommand.class})
    private static final class Golden implements Callable<Integer> {
        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no command given; commands are check, debug, record");
        }
    }
}
