package io.narrows.server.model.minilm;

import static io.narrows.server.model.minilm.MiniLm.HIDDEN;
import static io.narrows.server.model.minilm.MiniLm.LAYERS;

import io.narrows.server.model.onnx.OnnxFile;
import io.narrows.server.model.onnx.OnnxTensor;
import io.narrows.server.model.precision.HalfFloat;
import io.narrows.server.model.precision.Int8Matrix;
import io.narrows.server.model.precision.Narrowed;
import io.narrows.server.model.torchscript.Content;
import io.narrows.server.model.torchscript.ScriptModule;
import io.narrows.server.model.torchscript.ScriptTensor;
import io.narrows.server.model.torchscript.TorchScriptArchive;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes the network as a TorchScript archive: {@code forward(ids, mask)} takes two int64 tensors [n, length] and returns the
 * vectors as 32-bit floats [n, 384], pooled over the tokens under the mask and of length 1. With switched units it takes a
 * third, int64 [], whose bits say which units are int8.
 */
public final class MiniLmArchive {
    /** Goes up when the archive's bytes change for the same weights. */
    public static final int VERSION = 1;

    private final OnnxFile onnx;

    private final MiniLmForm form;

    private MiniLmArchive(OnnxFile onnx, MiniLmForm form) {
        this.onnx = onnx;
        this.form = form;
    }

    /**
     * Writes the archive of a variant; {@link Variant#MIXED} with no unit in bytes.
     *
     * @param onnx the model's ONNX file
     * @param out takes the archive; not closed
     * @param written is told, after each tensor, how many bytes of tensors have been written
     * @throws io.narrows.server.model.ModelException when a weight is missing or has another shape
     * @throws IOException when {@code out} fails, or {@code onnx} cannot be read
     */
    public static void write(OnnxFile onnx, Variant variant, WritableByteChannel out, LongConsumer written)
            throws IOException {
        write(onnx, MiniLmForm.of(variant, Assignment.NONE), out, (done, total) -> written.accept(done));
    }

    /**
     * Writes the archive.
     *
     * @param onnx the model's ONNX file
     * @param form what it is to compute
     * @param out takes the archive; not closed
     * @param written hears of progress
     * @throws io.narrows.server.model.ModelException when a weight is missing or has another shape
     * @throws IOException when {@code out} fails, or {@code onnx} cannot be read
     */
    static void write(
            OnnxFile onnx, MiniLmForm form, WritableByteChannel out, TorchScriptArchive.WrittenListener written)
            throws IOException {
        MiniLmArchive network = new MiniLmArchive(onnx, form);
        TorchScriptArchive.write(out, "minilm", MiniLmCode.of(form), network.module(), written);
    }

    /**
     * Writes a network that returns what comes out of each layer: a list of {@link MiniLmStates#names}.
     *
     * @param mixed which units are int8 in {@link Variant#MIXED}; not used by others
     * @throws io.narrows.server.model.ModelException when a weight is missing or has another shape
     * @throws IOException when {@code out} fails, or {@code onnx} cannot be read
     */
    public static void writeStates(OnnxFile onnx, Variant variant, Assignment mixed, WritableByteChannel out)
            throws IOException {
        MiniLmArchive network = new MiniLmArchive(onnx, MiniLmForm.of(variant, mixed));
        String code = MiniLmStates.returning(MiniLmCode.of(network.form));
        TorchScriptArchive.write(out, "minilm", code, network.module(), (done, total) -> {});
    }

    private ScriptModule module() throws IOException {
        ScriptModule model = new ScriptModule("MiniLm")
                .with("words", tensor("embeddings.word_embeddings.weight", MiniLm.VOCABULARY, HIDDEN))
                .with("positions", tensor("embeddings.position_embeddings.weight", MiniLm.POSITIONS, HIDDEN))
                .with("types", tensor("embeddings.token_type_embeddings.weight", 2, HIDDEN));
        norm(model, "norm", "embeddings.LayerNorm");
        for (int i = 0; i < LAYERS; i++) {
            model.with("layer" + i, layer(i));
        }
        return model;
    }

    private ScriptModule layer(int index) throws IOException {
        ScriptModule layer = new ScriptModule(MiniLmCode.layerClass(form, index));
        String prefix = "encoder.layer." + index + ".";
        String attention = prefix + "attention.self.";
        linear(layer, index, Unit.Kind.QKV, List.of("query", "key", "value"), attention);
        linear(layer, index, Unit.Kind.ATTENDED, List.of("attended"), prefix + "attention.output.dense");
        norm(layer, "norm1", prefix + "attention.output.LayerNorm");
        linear(layer, index, Unit.Kind.UP, List.of("up"), prefix + "intermediate.dense");
        linear(layer, index, Unit.Kind.DOWN, List.of("down"), prefix + "output.dense");
        norm(layer, "norm2", prefix + "output.LayerNorm");
        return layer;
    }

    /** A unit in the form that it is to have; several products lie under their names below one source. */
    private void linear(ScriptModule layer, int index, Unit.Kind kind, List<String> names, String source)
            throws IOException {
        LinearForm unit = form.unit(index, kind);
        int outputs = kind.outputs() / names.size();
        List<String> sources = names.stream()
                .map(name -> names.size() == 1 ? source : source + name)
                .toList();
        if (unit == LinearForm.FLOATS || unit == LinearForm.SWITCHED) {
            for (int i = 0; i < names.size(); i++) {
                floats(layer, names.get(i), sources.get(i), kind.inputs(), outputs);
            }
        }
        if (unit != LinearForm.FLOATS) {
            float[] weights = new float[kind.outputs() * kind.inputs()];
            float[] biases = new float[kind.outputs()];
            for (int i = 0; i < sources.size(); i++) {
                float[] columns = read(onnx.floats(sources.get(i) + ".MatMul", kind.inputs(), outputs));
                for (int at = 0; at < columns.length; at++) {
                    weights[(i * outputs + at % outputs) * kind.inputs() + at / outputs] = columns[at];
                }
                System.arraycopy(read(onnx.floats(sources.get(i) + ".bias", outputs)), 0, biases, i * outputs, outputs);
            }
            layer.with(kind.label(), Int8Linear.module(unit, Int8Matrix.of(kind.outputs(), weights), biases));
        }
    }

    /** The ONNX file has the weight as [in, out], torch.linear takes [out, in]: strides say so, no value moves. */
    private void floats(ScriptModule module, String name, String source, long in, long out) {
        OnnxTensor weight = onnx.floats(source + ".MatMul", in, out);
        module.with(name + "_weight", ScriptTensor.columnMajor(form.floats(), out, in, values(weight)));
        module.with(name + "_bias", tensor(source + ".bias", out));
    }

    private void norm(ScriptModule module, String name, String source) {
        module.with(name + "_weight", tensor(source + ".weight", HIDDEN));
        module.with(name + "_bias", tensor(source + ".bias", HIDDEN));
    }

    private ScriptTensor tensor(String source, long... shape) {
        OnnxTensor tensor = onnx.floats(source, shape);
        return ScriptTensor.of(form.floats(), tensor.shape(), values(tensor));
    }

    private Content values(OnnxTensor tensor) {
        Content floats = sink -> onnx.read(tensor, sink::take);
        return switch (form.floats()) {
            case BFLOAT16 -> Narrowed.of(floats, HalfFloat::toBf16);
            case FLOAT16 -> Narrowed.of(floats, HalfFloat::toFp16);
            default -> floats;
        };
    }

    private float[] read(OnnxTensor tensor) throws IOException {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        int[] at = {0};
        onnx.read(tensor, piece -> {
            FloatBuffer floats = piece.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            int count = floats.remaining();
            floats.get(values, at[0], count);
            at[0] += count;
        });
        return values;
    }
}
