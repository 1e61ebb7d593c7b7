package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** picocli formats every line of a help text; where that fails it prints the line as it is and warns on standard error. */
class HelpTest {

    private static List<String> linesOf(CommandSpec spec) {
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of(spec.usageMessage().header()));
        lines.addAll(List.of(spec.usageMessage().description()));
        lines.addAll(List.of(spec.usageMessage().footer()));
        for (ArgSpec argument : spec.args()) {
            lines.addAll(List.of(asWritten(argument)));
        }
        spec.subcommands().values().forEach(inner -> lines.addAll(linesOf(inner.getCommandSpec())));
        return lines;
    }

    /** The description of an argument is formatted where it is asked for, its builder has it as it was written. */
    private static String[] asWritten(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.toBuilder().description()
                : ((PositionalParamSpec) argument).toBuilder().description();
    }

    @Test
    void everyLineOfHelpCanBeFormatted() {
        List<String> lines = new ArrayList<>();
        ServiceLoader.load(CommandProvider.class)
                .forEach(provider -> lines.addAll(linesOf(new CommandLine(provider.command()).getCommandSpec())));

        assertTrue(lines.size() > 40, lines::toString);
        for (String line : lines) {
            assertDoesNotThrow(() -> String.format(line), line);
        }
    }
}
