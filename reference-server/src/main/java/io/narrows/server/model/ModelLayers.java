package io.narrows.server.model;

import io.narrows.golden.LayeredModel;
import io.narrows.server.model.djl.DjlLayers;
import io.narrows.server.model.minilm.MiniLmArchive;
import io.narrows.server.model.minilm.MiniLmStates;
import io.narrows.server.model.onnx.OnnxFile;
import io.narrows.server.model.onnx.OnnxOutputs;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens models so that they tell what comes out of each layer. Stateless. */
final class ModelLayers {
    private ModelLayers() {}

    /**
     * Opens one, from a network that is written for it into the cache's folder and removed when it is loaded.
     *
     * @throws ModelException when the engine cannot do it, or the network cannot be written or loaded
     */
    static LayeredModel open(String model, EngineOptions options, ModelCache cache) {
        TextModels.check(model, options.engine(), options.variant());
        Path onnx = cache.prepare(model, EngineOptions.ONNXRUNTIME, Variant.FP32, PrepareListener.SILENT)
                .network();
        try {
            return open(onnx, model, options, cache);
        } catch (IOException e) {
            throw new ModelException("layers of model \"" + model + "\" cannot be written: " + e.getMessage(), e);
        }
    }

    /** The same from an ONNX file. */
    static LayeredModel open(Path onnx, String model, EngineOptions options, ModelCache cache) throws IOException {
        boolean runsOnnx = options.engine().equals(EngineOptions.ONNXRUNTIME);
        if (!runsOnnx && !options.engine().equals(EngineOptions.PYTORCH)) {
            throw new ModelException(
                    "engine \"" + options.engine() + "\" does not tell what comes out of its layers; \""
                            + EngineOptions.PYTORCH + "\" and \"" + EngineOptions.ONNXRUNTIME + "\" do");
        }
        PreparedModel files = cache.prepare(model, options.engine(), options.variant(), PrepareListener.SILENT);
        Path network = Files.createTempFile("narrows-layers", runsOnnx ? ".onnx" : ".pt");
        try {
            if (runsOnnx) {
                Files.copy(onnx, network, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                OnnxOutputs.append(network, MiniLmStates.onnxTensors());
            } else {
                try (OnnxFile source = OnnxFile.open(onnx);
                        FileChannel out = FileChannel.open(network, StandardOpenOption.WRITE)) {
                    MiniLmArchive.writeStates(source, options.variant(), cache.mixed(options.variant()), out);
                }
            }
            return DjlLayers.open(network, files, options, cache);
        } finally {
            Files.deleteIfExists(network);
        }
    }
}
