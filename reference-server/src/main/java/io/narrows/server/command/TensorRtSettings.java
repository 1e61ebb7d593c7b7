package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.tensorrt.Precision;
import io.narrows.server.model.tensorrt.TensorRtOptions;
import java.nio.file.Path;

/** Options of the engine TensorRT from the configuration. */
final class TensorRtSettings {
    private TensorRtSettings() {}

    /**
     * @throws CommandException when values do not fit each other
     */
    static TensorRtOptions of(ServerConfig config) {
        String calibration = config.get(Keys.TENSORRT_CALIBRATION);
        try {
            return new TensorRtOptions(
                    Precision.of(config.get(Keys.TENSORRT_PRECISION)),
                    config.get(Keys.TENSORRT_MAX_BATCH),
                    config.get(Keys.TENSORRT_OPT_BATCH),
                    config.get(Keys.TENSORRT_OPT_TOKENS),
                    calibration.isEmpty() ? null : Path.of(calibration));
        } catch (ModelException e) {
            throw CommandException.usage(e.getMessage());
        }
    }
}
