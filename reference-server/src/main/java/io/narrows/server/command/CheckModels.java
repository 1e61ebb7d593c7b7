package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.server.LoadedModel;
import io.narrows.server.config.ConfigException;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.PrepareListener;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows models check DIR}: opens every model of a directory, as the server would, and closes it again. */
@Command(
        name = "check",
        description =
                "Open every model of a directory of model.yaml files as the server would, and say which cannot be.")
final class CheckModels implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory with NAME/VERSION/model.yaml.")
    private String directory = "";

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<ConfiguredModels.Opening> openings =
                declared(directory).openings(ModelCache.standard(), PrepareListener.SILENT);
        int refused = 0;
        for (ConfiguredModels.Opening opening : openings) {
            try (LoadedModel model = opening.opener().get()) {
                ModelInfo info = model.info();
                out.println(opening.label() + ": runs on " + info.properties().get("engine") + " "
                        + info.properties().get("engineVersion") + ", device "
                        + info.properties().getOrDefault("device", "of the engine"));
            } catch (ModelException e) {
                refused++;
                out.println(opening.label() + ": refused: " + e.getMessage());
            }
        }
        if (refused > 0) {
            throw CommandException.environment(
                    refused + " of " + openings.size() + " models of " + directory + " cannot be served here");
        }
        return ExitCode.HOLDS;
    }

    /** What a directory declares. */
    static ConfiguredModels declared(String directory) {
        try {
            return new ConfiguredModels(ServerConfig.defaults()
                    .with(Keys.MODEL_NAME, ConfiguredModels.NONE)
                    .with(Keys.MODELS_DIRECTORY, directory));
        } catch (ConfigException e) {
            String line = String.valueOf(e.getMessage());
            throw e.missingFile() ? CommandException.environment(line) : CommandException.usage(line);
        }
    }
}
