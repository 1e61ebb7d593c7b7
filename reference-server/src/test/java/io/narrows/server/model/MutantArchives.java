package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.narrows.server.model.djl.DjlTextModel;
import io.narrows.server.model.minilm.MiniLmArchive;
import io.narrows.server.model.onnx.OnnxFile;
import io.narrows.server.model.onnx.OnnxTensor;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The real model, its archive written anew by the real code, from an ONNX file in which a tensor was changed. */
final class MutantArchives {
    private final Path folder;
    private final EngineOptions options;

    MutantArchives(Path folder, EngineOptions options) {
        this.folder = folder;
        this.options = options;
    }

    TextModel open(String tensor, long[] shape, Consumer<FloatBuffer> change) throws IOException {
        PreparedModel torch =
                Models.cache().prepare(TextModels.MINILM, EngineOptions.PYTORCH, Variant.FP32, PrepareListener.SILENT);
        Path mutated = onnx(folder, tensor, shape, change);
        Path archive = folder.resolve("mutated.pt");
        try (OnnxFile source = OnnxFile.open(mutated);
                FileChannel out = FileChannel.open(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            MiniLmArchive.write(source, Variant.FP32, out, bytes -> {});
        }
        Files.delete(mutated);
        PreparedModel files = new PreparedModel(archive, torch.tokenizer(), torch.modelHash(), torch.form());
        TextModel model =
                DjlTextModel.pyTorch(TextModels.MINILM, files, options, Models.cache(), PrepareListener.SILENT);
        Files.delete(archive);
        return model;
    }

    /** The real ONNX file with a tensor changed. */
    static Path onnx(Path folder, String tensor, long[] shape, Consumer<FloatBuffer> change) throws IOException {
        Path onnx = Models.cache()
                .prepare(TextModels.MINILM, EngineOptions.ONNXRUNTIME, Variant.FP32, PrepareListener.SILENT)
                .network();
        Path mutated = folder.resolve("mutated.onnx");
        Files.copy(onnx, mutated);
        try (OnnxFile source = OnnxFile.open(mutated)) {
            change(mutated, source.floats(tensor, shape), change);
        }
        return mutated;
    }

    private static void change(Path file, OnnxTensor tensor, Consumer<FloatBuffer> change) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.length())).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining() && channel.read(bytes, tensor.offset() + bytes.position()) >= 0) {
                // reads on until the tensor is there
            }
            assertFalse(bytes.hasRemaining());
            change.accept(bytes.flip().asFloatBuffer());
            channel.write(bytes, tensor.offset());
            assertFalse(bytes.hasRemaining());
        }
    }

    /** Indices of the values, the smallest magnitude first. */
    static int[] bySize(FloatBuffer values) {
        return IntStream.range(0, values.capacity())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> Math.abs(values.get(i))))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
