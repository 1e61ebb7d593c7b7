package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.CommandProvider;
import io.narrows.cli.ExitCode;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows models}: what can be served here, and its files made ahead of the first use. */
@Command(
        name = "models",
        description = "List the models that can be served, prepare or check some, or search for a faster form of one.",
        subcommands = {ModelsCommand.Prepare.class, CheckModels.class, RecordModel.class, ModelsSearchCommand.class})
public final class ModelsCommand implements CommandProvider, Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        PrintWriter out = out(spec);
        ModelCache cache = ModelCache.standard();
        out.printf("%-10s %-13s %-13s %s%n", "model", "engine", "variant", "state");
        for (String model : TextModels.names()) {
            for (String engine : TextModels.engines()) {
                for (Variant variant : TextModels.variants(engine)) {
                    out.printf(
                            "%-10s %-13s %-13s %s%n",
                            model, engine, variant.label(), state(cache, model, engine, variant));
                }
            }
        }
        out.println("cache: " + cache.home());
        return ExitCode.HOLDS;
    }

    /** In what state a form is, in one line; one whose state cannot be told costs the others nothing. */
    static String state(ModelCache cache, String model, String engine, Variant variant) {
        String missing = TextModels.missing(engine, cache);
        if (missing != null) {
            return "not available: " + missing;
        }
        try {
            return prepared(cache, model, engine, variant);
        } catch (ModelException e) {
            return "not available: " + e.getMessage();
        }
    }

    private static String prepared(ModelCache cache, String model, String engine, Variant variant) {
        return (cache.isPrepared(model, engine, variant) ? "prepared" : "prepared at first use")
                + (variant.needsGpu() ? ", on a GPU only" : "");
    }

    private static PrintWriter out(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        return spec.commandLine().getOut();
    }

    /** {@code narrows models prepare NAME}. */
    @Command(name = "prepare", description = "Make a model's files in the cache, or check those that are there.")
    static final class Prepare implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Name of the model, for example minilm.")
        private String model = "";

        @Option(
                names = "--engine",
                paramLabel = "ENGINE",
                description = "Engine that will run it: pytorch, onnxruntime or tensorrt. Default: ${DEFAULT-VALUE}.",
                defaultValue = EngineOptions.PYTORCH)
        private String engine = EngineOptions.PYTORCH;

        @Option(
                names = "--variant",
                paramLabel = "VARIANT",
                description = "Form of the network, one that 'narrows models' lists. Default: ${DEFAULT-VALUE}.",
                defaultValue = "fp32")
        private String variant = Variant.FP32.label();

        @Override
        public Integer call() {
            if (!TextModels.names().contains(model)) {
                throw CommandException.usage(
                        "model \"" + model + "\" is unknown, must be one of " + TextModels.names());
            }
            if (!TextModels.engines().contains(engine)) {
                throw CommandException.usage(
                        "engine \"" + engine + "\" is unknown, must be one of " + TextModels.engines());
            }
            if (!Variant.labels().contains(variant)) {
                throw CommandException.usage(
                        "variant \"" + variant + "\" is unknown, must be one of " + Variant.labels());
            }
            if (!TextModels.variants(engine).contains(Variant.of(variant))) {
                throw CommandException.usage(
                        "variant \"" + variant + "\" needs engine \"" + EngineOptions.PYTORCH + "\"");
            }
            try (PrepareProgress progress = new PrepareProgress()) {
                PreparedModel files = ModelCache.standard().prepare(model, engine, Variant.of(variant), progress);
                out(spec).println(files.network());
                return ExitCode.HOLDS;
            } catch (ModelException e) {
                throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
            }
        }
    }
}
