package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.golden.GoldenException;
import io.narrows.profiler.Profiler;
import io.narrows.server.LoadedModel;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.golden.GateVerdict;
import io.narrows.server.golden.GoldenGate;
import io.narrows.server.model.TextModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Checks the models of a server before it listens, tells how it went, and keeps the results beside the run. Stateless. */
final class GateStep {
    private static final String OFF = "off";
    private static final String WARN = "warn";
    private static final String REQUIRE_SET = "require-set";

    private GateStep() {}

    /**
     * Checks all of them.
     *
     * @param models the default form of the default model first
     * @throws CommandException when one does not pass and {@code golden.gate} says that it must
     */
    static void pass(ServerConfig config, List<TextModel> models, Profiler profiler) {
        ask(config, models.stream().map(GateStep::question).toList(), profiler);
    }

    /**
     * Checks all of them, those of tensors with the golden set that their {@code model.yaml} names.
     *
     * @param models the first form of the first model first
     * @throws CommandException when one does not pass and {@code golden.gate} says that it must
     */
    static void passAll(ServerConfig config, List<LoadedModel> models, Profiler profiler) {
        List<Function<GoldenGate, GateVerdict>> questions = new ArrayList<>();
        for (LoadedModel model : models) {
            if (model instanceof LoadedModel.Texts texts) {
                questions.add(question(texts.model()));
            } else if (model instanceof LoadedModel.Tensors tensors) {
                questions.add(gate -> gate.check(tensors.model(), tensors.golden()));
            }
        }
        ask(config, questions, profiler);
    }

    private static Function<GoldenGate, GateVerdict> question(TextModel model) {
        return gate -> gate.check(model);
    }

    private static void ask(ServerConfig config, List<Function<GoldenGate, GateVerdict>> questions, Profiler profiler) {
        String mode = config.get(Keys.GOLDEN_GATE);
        if (mode.equals(OFF)) {
            return;
        }
        GoldenGate gate = new GoldenGate(config.get(Keys.GOLDEN_SAMPLES));
        List<String> refused = new ArrayList<>();
        boolean first = true;
        for (Function<GoldenGate, GateVerdict> question : questions) {
            GateVerdict verdict = question.apply(gate);
            String kept = keep(verdict, profiler, first);
            first = false;
            boolean mayServe =
                    verdict.passed() || mode.equals(WARN) || (verdict.withoutSet() && !mode.equals(REQUIRE_SET));
            if (!mayServe) {
                refused.add(verdict.line() + kept);
            } else {
                System.err.println(verdict.line() + (verdict.passed() ? "" : kept));
            }
        }
        if (!refused.isEmpty()) {
            throw new CommandException(
                    ExitCode.DOES_NOT_HOLD,
                    "golden.gate is " + mode + ", and " + refused.size() + " of " + questions.size()
                            + " models did not pass: " + String.join("; ", refused));
        }
    }

    /** Writes the result beside the run, and says where. */
    private static String keep(GateVerdict verdict, Profiler profiler, boolean first) {
        if (verdict.result() == null || !profiler.enabled()) {
            return "";
        }
        String name = verdict.model().replace(' ', '-') + (verdict.variant().isEmpty() ? "" : "-" + verdict.variant());
        Path file = profiler.directory().resolve(first ? "golden.json" : "golden-" + name + ".json");
        try {
            verdict.result().write(file);
            return "; report in " + file;
        } catch (GoldenException e) {
            return "; no report: " + e.getMessage();
        }
    }
}
