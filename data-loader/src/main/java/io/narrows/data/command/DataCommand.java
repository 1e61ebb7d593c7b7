package io.narrows.data.command;

import io.narrows.cli.CommandProvider;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code narrows data}: makes, looks at and uses shards. */
public final class DataCommand implements CommandProvider {
    @Override
    public Object command() {
        List<CommandLine> commands = ServiceLoader.load(DataSubcommand.class).stream()
                .map(provider -> new CommandLine(provider.get().command()))
                .sorted(Comparator.comparing(CommandLine::getCommandName))
                .toList();
        CommandSpec spec = CommandSpec.forAnnotatedObject(
                new Data(commands.stream().map(CommandLine::getCommandName).toList()));
        commands.forEach(command -> spec.addSubcommand(command.getCommandName(), command));
        return spec;
    }

    @Command(name = "data", description = "Makes, looks at and uses shards: files that hold many samples each.")
    private static final class Data implements Callable<Integer> {
        private final List<String> names;

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        Data(List<String> names) {
            this.names = names;
        }

        @Override
        public Integer call() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no command given; commands are " + String.join(", ", names));
        }
    }
}
