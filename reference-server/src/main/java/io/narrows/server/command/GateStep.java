package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.golden.GoldenException;
import io.narrows.profiler.Profiler;
import io.narrows.server.LoadedModel;
import io.narrows.server.LoadedModels;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.golden.GateVerdict;
import io.narrows.server.golden.GoldenGate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the models of a server before it listens, tells how it went, and keeps the results beside the run. Stateless. */
final class GateStep {
    private static final String OFF = "off";
    private static final String WARN = "warn";
    private static final String REQUIRE_SET = "require-set";

    private GateStep() {}

    /**
     * Checks all of them, those of tensors with the golden set that their {@code model.yaml} names. Where {@code golden.gate}
     * says that they must pass, a variant beside the default one that does not is left out of {@code models}.
     *
     * @param models the first form of the first model first, the default form of each before its others
     * @throws CommandException when the default form of a model does not pass and {@code golden.gate} says that it must
     */
    static void pass(ServerConfig config, LoadedModels models, Profiler profiler) {
        String mode = config.get(Keys.GOLDEN_GATE);
        if (mode.equals(OFF)) {
            return;
        }
        GoldenGate gate = new GoldenGate(config.get(Keys.GOLDEN_SAMPLES));
        List<LoadedModel> all = models.models();
        Map<LoadedModel, GateVerdict> failed = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (LoadedModel model : all) {
            GateVerdict verdict = check(gate, model);
            String kept = keep(verdict, profiler, model.equals(all.get(0)));
            boolean mayServe =
                    verdict.passed() || mode.equals(WARN) || (verdict.withoutSet() && !mode.equals(REQUIRE_SET));
            if (mayServe) {
                System.err.println(verdict.line() + (verdict.passed() ? "" : kept));
            } else {
                failed.put(model, verdict);
                lines.add(verdict.line() + kept);
            }
        }
        if (failed.keySet().stream().anyMatch(model -> isDefault(model, all))) {
            throw new CommandException(
                    ExitCode.DOES_NOT_HOLD,
                    "golden.gate is " + mode + ", and " + failed.size() + " of " + all.size() + " models did not pass: "
                            + String.join("; ", lines));
        }
        failed.forEach((model, verdict) -> models.leaveOut(model, verdict.reason()));
        lines.forEach(line -> System.err.println(line + "; it is left out, because golden.gate is " + mode));
    }

    private static GateVerdict check(GoldenGate gate, LoadedModel model) {
        if (model instanceof LoadedModel.Texts texts) {
            return gate.check(texts.model());
        }
        if (model instanceof LoadedModel.Tensors tensors) {
            return gate.check(tensors.model(), tensors.golden());
        }
        throw new IllegalArgumentException("model " + model.info().name() + " is left out already");
    }

    /** Whether it is the form of its model that answers when a request asks for none. */
    private static boolean isDefault(LoadedModel model, List<LoadedModel> all) {
        return all.stream()
                .filter(other -> other.info().name().equals(model.info().name())
                        && other.info().version().equals(model.info().version()))
                .findFirst()
                .filter(model::equals)
                .isPresent();
    }

    /** Writes the result beside the run, and says where. */
    private static String keep(GateVerdict verdict, Profiler profiler, boolean first) {
        if (verdict.result() == null || !profiler.enabled()) {
            return "";
        }
        Path file = profiler.directory().resolve(first ? "golden.json" : "golden-" + verdict.fileLabel() + ".json");
        try {
            verdict.result().write(file);
            return "; report in " + file;
        } catch (GoldenException e) {
            return "; no report: " + e.getMessage();
        }
    }
}
