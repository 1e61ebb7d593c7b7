package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenInputs;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenRecorder;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import io.narrows.server.LoadedModel;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.tensor.TensorGoldenModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows models record DIR NAME VERSION}: a golden set from a model of a directory. */
@Command(
        name = "record",
        description =
                "Ask a trusted version of a model of your own for golden inputs, and write its answers as a golden set.")
final class RecordModel implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory with NAME/VERSION/model.yaml.")
    private String directory = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

    @Parameters(index = "2", paramLabel = "VERSION", description = "The version that is trusted.")
    private String version = "";

    @Option(names = "--inputs", paramLabel = "FILE", required = true, description = "Golden inputs.")
    private Path inputs = Path.of("");

    @Option(
            names = "--tier",
            paramLabel = "NAME",
            defaultValue = "same-precision-other-engine",
            description = "The kind of change that the set's tolerance is made for (default: ${DEFAULT-VALUE}).")
    private String tier = GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE.word();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the golden set goes.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        GoldenTolerance tolerance = tolerance();
        String label = name + " version " + version;
        ConfiguredModels.Opening opening =
                CheckModels.declared(directory).openings(ModelCache.standard(), PrepareListener.SILENT).stream()
                        .filter(one -> one.label().equals(label))
                        .findFirst()
                        .orElseThrow(() -> CommandException.usage(
                                label + " is not in " + directory + ", or is no model of tensors"));
        try (LoadedModel model = opening.opener().get()) {
            if (!(model instanceof LoadedModel.Tensors tensors)) {
                throw CommandException.usage(label + " is no model of tensors; narrows golden record knows the others");
            }
            try (TensorGoldenModel golden = TensorGoldenModel.lent(tensors.model())) {
                GoldenSet set = GoldenRecorder.record(
                        GoldenInputs.read(inputs), golden, tolerance, Instant.now(), GoldenListener.NONE);
                set.write(out);
                spec.commandLine()
                        .getOut()
                        .println("recorded " + set.samples().size() + " samples of " + label + " with " + set.engine()
                                + " into " + out);
                return ExitCode.HOLDS;
            }
        } catch (GoldenException | ModelException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private GoldenTolerance tolerance() {
        try {
            return GoldenTolerance.Tier.of(tier).tolerance();
        } catch (GoldenException e) {
            throw CommandException.usage(e.getMessage());
        }
    }
}
