package io.narrows.cli;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenInputs;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenRecorder;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import java.net.URL;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code narrows golden record}. */
@Command(name = "record", description = "Asks a trusted engine for every input and writes its answers as a golden set.")
final class GoldenRecordCommand implements Callable<Integer> {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "minilm",
            description = "Model (default: ${DEFAULT-VALUE}).")
    private String model = "minilm";

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "onnxruntime",
            description = "Engine to trust (default: ${DEFAULT-VALUE}).")
    private String engine = "onnxruntime";

    @Option(names = "--inputs", paramLabel = "FILE", description = "Inputs (default: those that come with the model).")
    private @Nullable Path inputs;

    @Option(
            names = "--tier",
            paramLabel = "NAME",
            defaultValue = "same-precision-other-engine",
            description = "The kind of change that the set's tolerance is made for (default: ${DEFAULT-VALUE}).")
    private String tier = GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE.word();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the golden set goes.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Override
    public Integer call() {
        GoldenTolerance tolerance = tolerance();
        GoldenModels models = GoldenModels.load();
        models.provider(model);
        GoldenInputs asked = inputs(models);
        try (GoldenModel opened = models.open(model, engine);
                GoldenProgress progress = new GoldenProgress()) {
            GoldenSet set = GoldenRecorder.record(asked, opened, tolerance, Instant.now(), progress);
            set.write(out);
            spec.commandLine()
                    .getOut()
                    .println("recorded " + set.samples().size() + " samples of model " + set.model() + " with "
                            + set.engine() + " into " + out + " (SHA-256 " + set.sha256() + ")");
            return ExitCode.HOLDS;
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
    }

    private GoldenTolerance tolerance() {
        try {
            return GoldenTolerance.Tier.of(tier).tolerance();
        } catch (GoldenException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private GoldenInputs inputs(GoldenModels models) {
        try {
            if (inputs != null) {
                return GoldenInputs.read(inputs);
            }
            URL resource = models.provider(model)
                    .goldenInputs(model)
                    .orElseThrow(() -> CommandException.usage(
                            "model '" + model + "' comes without inputs; name them with --inputs FILE"));
            return GoldenModels.read(resource, GoldenInputs::read);
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
    }
}
