package io.narrows.cli;

import io.narrows.golden.GoldenResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What became of the forms of one check: their results, and why others have none. Used by one thread. */
final class GoldenOutcome {
    /** The worst first: what was shown to be wrong, then what could not be asked, then what says nothing. */
    private static final List<Integer> WORST_FIRST =
            List.of(ExitCode.DOES_NOT_HOLD, ExitCode.USAGE, ExitCode.ENVIRONMENT, ExitCode.CANNOT_DECIDE);

    private final Map<String, GoldenResult> results = new LinkedHashMap<>();
    private final Map<String, CommandException> missing = new LinkedHashMap<>();
    private final boolean mayLack;

    /**
     * @param mayLack whether a form that this machine cannot run is no fault, as long as another one was asked
     */
    GoldenOutcome(boolean mayLack) {
        this.mayLack = mayLack;
    }

    void asked(String form, GoldenResult result) {
        results.put(form, result);
    }

    void notAsked(String form, CommandException reason) {
        missing.put(form, reason);
    }

    /** The results, in the order in which the forms were asked. */
    Map<String, GoldenResult> results() {
        return results;
    }

    /** Whether more than one form was to be asked. */
    boolean several() {
        return results.size() + missing.size() > 1;
    }

    /**
     * What the check as a whole says: one line for everything that the worst exit code stands for, the others before it.
     *
     * @param others takes a line for each form that was not asked and is not in the last line
     * @return {@link ExitCode#HOLDS}
     * @throws CommandException with the worst exit code, where it is another one
     */
    int verdict(Consumer<String> others) {
        Map<Integer, List<String>> lines = new LinkedHashMap<>();
        results.forEach((form, result) -> {
            if (!result.decided()) {
                add(lines, ExitCode.CANNOT_DECIDE, form, result.reason());
            } else if (!result.passed()) {
                add(
                        lines,
                        ExitCode.DOES_NOT_HOLD,
                        form,
                        result.reason()
                                + (result.worst() == null
                                        ? ""
                                        : "; worst: " + result.worst().line()));
            }
        });
        missing.forEach((form, reason) -> {
            boolean excused = mayLack && reason.exitCode() == ExitCode.ENVIRONMENT && !results.isEmpty();
            if (!excused) {
                add(lines, reason.exitCode(), form, (several() ? "not checked: " : "") + reason.getMessage());
            }
        });
        int worst = WORST_FIRST.stream().filter(lines::containsKey).findFirst().orElse(ExitCode.HOLDS);
        missing.forEach((form, reason) -> {
            if (reason.exitCode() != worst) {
                others.accept("variant " + form + " is not checked: " + reason.getMessage());
            }
        });
        if (worst != ExitCode.HOLDS) {
            throw failed(worst, String.join("; ", lines.getOrDefault(worst, List.of())));
        }
        return worst;
    }

    private void add(Map<Integer, List<String>> lines, int code, String form, String line) {
        lines.computeIfAbsent(code, key -> new ArrayList<>()).add((several() ? "variant " + form + ": " : "") + line);
    }

    /** Keeps what led to it, for {@code --verbose}. */
    private CommandException failed(int code, String line) {
        return missing.values().stream()
                .filter(reason -> reason.exitCode() == code)
                .findFirst()
                .map(reason -> new CommandException(code, line, reason))
                .orElseGet(() -> new CommandException(code, line));
    }
}
