package io.narrows.server.model.minilm;

import static io.narrows.server.model.minilm.MiniLm.HEAD;
import static io.narrows.server.model.minilm.MiniLm.HEADS;
import static io.narrows.server.model.minilm.MiniLm.HIDDEN;
import static io.narrows.server.model.minilm.MiniLm.INTERMEDIATE;
import static io.narrows.server.model.minilm.MiniLm.LAYERS;

import io.narrows.server.model.onnx.OnnxFile;
import io.narrows.server.model.onnx.OnnxTensor;
import io.narrows.server.model.torchscript.Content;
import io.narrows.server.model.torchscript.ScriptModule;
import io.narrows.server.model.torchscript.ScriptTensor;
import io.narrows.server.model.torchscript.TorchScriptArchive;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * Writes the network as a TorchScript archive with 32-bit weights: {@code forward(ids, mask)} takes two int64 tensors
 * [n, length] and returns the vectors as float [n, 384], pooled over the tokens under the mask and of length 1.
 */
public final class MiniLmArchive {
    /** Goes up when the archive's bytes change for the same weights. */
    public static final int VERSION = 1;

    private static final String LAYER_CODE = """
            class Layer(Module):
              __parameters__ = [%s]
              __buffers__ = []
              training : bool
            %s\
              def forward(self: __torch__.Layer,
                x: Tensor,
                hidden: Tensor) -> Tensor:
                n = torch.size(x, 0)
                s = torch.size(x, 1)
                q = torch.linear(x, self.query_weight, self.query_bias)
                k = torch.linear(x, self.key_weight, self.key_bias)
                v = torch.linear(x, self.value_weight, self.value_bias)
                qh = torch.transpose(torch.view(q, [n, s, {heads}, {head}]), 1, 2)
                kh = torch.transpose(torch.view(k, [n, s, {heads}, {head}]), 1, 2)
                vh = torch.transpose(torch.view(v, [n, s, {heads}, {head}]), 1, 2)
            {attention}\
                a = torch.linear(context, self.attended_weight, self.attended_bias)
                y = torch.layer_norm(torch.add(a, x), [{hidden}], self.norm1_weight, self.norm1_bias, 1e-12)
                u = torch.gelu(torch.linear(y, self.up_weight, self.up_bias))
                d = torch.linear(u, self.down_weight, self.down_bias)
                return torch.layer_norm(torch.add(d, y), [{hidden}], self.norm2_weight, self.norm2_bias, 1e-12)
            """;

    private static final String PLAIN_ATTENTION = """
                scores = torch.div(torch.matmul(qh, torch.transpose(kh, -1, -2)), {scale})
                weights = torch.softmax(torch.add(scores, hidden), -1)
                context = torch.reshape(torch.transpose(torch.matmul(weights, vh), 1, 2), [n, s, {hidden}])
            """;

    /** Scales by one over the root of the head's width by itself, and adds the mask to the scores as the plain form does. */
    private static final String FUSED_ATTENTION = """
                attention = torch.scaled_dot_product_attention(qh, kh, vh, hidden)
                context = torch.reshape(torch.transpose(attention, 1, 2), [n, s, {hidden}])
            """;

    private static final String MODEL_CODE = """
            class MiniLm(Module):
              __parameters__ = [%s]
              __buffers__ = []
              training : bool
            %s\
              def forward(self: __torch__.MiniLm,
                ids: Tensor,
                mask: Tensor) -> Tensor:
                positions = torch.slice(self.positions, 0, 0, torch.size(ids, 1), 1)
                e = torch.add(torch.embedding(self.words, ids), torch.select(self.types, 0, 0))
                x = torch.layer_norm(torch.add(e, positions), [{hidden}], self.norm_weight, self.norm_bias, 1e-12)
                m = torch.to(mask, 6, False, False, None)
                hidden = torch.mul(torch.unsqueeze(torch.unsqueeze(torch.rsub(m, 1.0), 1), 1), -1e9)
            %s\
                w = torch.unsqueeze(m, -1)
                total = torch.sum(torch.mul(x, w), [1], False)
                mean = torch.div(total, torch.clamp_min(torch.sum(w, [1], False), 1e-9))
                length = torch.clamp_min(torch.norm(mean, 2, [1], True), 1e-12)
                return torch.div(mean, length)
            """;

    private final OnnxFile onnx;

    private MiniLmArchive(OnnxFile onnx) {
        this.onnx = onnx;
    }

    /**
     * Writes the archive.
     *
     * @param onnx the model's ONNX file
     * @param variant how attention is computed
     * @param out takes the archive; not closed
     * @param written hears of progress
     * @throws io.narrows.server.model.ModelException when a weight is missing or has another shape
     * @throws IOException when {@code out} fails
     */
    public static void write(
            OnnxFile onnx, Variant variant, WritableByteChannel out, TorchScriptArchive.WrittenListener written)
            throws IOException {
        MiniLmArchive network = new MiniLmArchive(onnx);
        TorchScriptArchive.write(out, "minilm", code(variant), network.module(), written);
    }

    /**
     * Writes a network that returns what comes out of each layer: a list of {@link MiniLmStates#names}.
     *
     * @throws io.narrows.server.model.ModelException when a weight is missing or has another shape
     * @throws IOException when {@code out} fails
     */
    public static void writeStates(OnnxFile onnx, Variant variant, WritableByteChannel out) throws IOException {
        MiniLmArchive network = new MiniLmArchive(onnx);
        String code = MiniLmStates.returning(code(variant));
        TorchScriptArchive.write(out, "minilm", code, network.module(), bytes -> {});
    }

    private ScriptModule module() {
        ScriptModule model = new ScriptModule("MiniLm")
                .with("words", tensor("embeddings.word_embeddings.weight", MiniLm.VOCABULARY, HIDDEN))
                .with("positions", tensor("embeddings.position_embeddings.weight", MiniLm.POSITIONS, HIDDEN))
                .with("types", tensor("embeddings.token_type_embeddings.weight", 2, HIDDEN));
        norm(model, "norm", "embeddings.LayerNorm");
        for (int i = 0; i < LAYERS; i++) {
            model.with("layer" + i, layer("encoder.layer." + i + "."));
        }
        return model;
    }

    private ScriptModule layer(String prefix) {
        ScriptModule layer = new ScriptModule("Layer");
        linear(layer, "query", prefix + "attention.self.query", HIDDEN, HIDDEN);
        linear(layer, "key", prefix + "attention.self.key", HIDDEN, HIDDEN);
        linear(layer, "value", prefix + "attention.self.value", HIDDEN, HIDDEN);
        linear(layer, "attended", prefix + "attention.output.dense", HIDDEN, HIDDEN);
        norm(layer, "norm1", prefix + "attention.output.LayerNorm");
        linear(layer, "up", prefix + "intermediate.dense", HIDDEN, INTERMEDIATE);
        linear(layer, "down", prefix + "output.dense", INTERMEDIATE, HIDDEN);
        norm(layer, "norm2", prefix + "output.LayerNorm");
        return layer;
    }

    /** The ONNX file has the weight as [in, out], torch.linear takes [out, in]: strides say so, no value moves. */
    private void linear(ScriptModule module, String name, String source, long in, long out) {
        OnnxTensor weight = onnx.floats(source + ".MatMul", in, out);
        module.with(name + "_weight", ScriptTensor.columnMajor(out, in, values(weight)));
        module.with(name + "_bias", tensor(source + ".bias", out));
    }

    private void norm(ScriptModule module, String name, String source) {
        module.with(name + "_weight", tensor(source + ".weight", HIDDEN));
        module.with(name + "_bias", tensor(source + ".bias", HIDDEN));
    }

    private ScriptTensor tensor(String source, long... shape) {
        OnnxTensor tensor = onnx.floats(source, shape);
        return ScriptTensor.of(tensor.shape(), values(tensor));
    }

    private Content values(OnnxTensor tensor) {
        return sink -> onnx.read(tensor, sink::take);
    }

    private static String code(Variant variant) {
        String[] layer = {
            "query", "key", "value", "attended", "norm1", "up", "down", "norm2",
        };
        StringBuilder names = new StringBuilder();
        StringBuilder declarations = new StringBuilder();
        for (String part : layer) {
            parameter(part + "_weight", names, declarations);
            parameter(part + "_bias", names, declarations);
        }
        String layerCode = LAYER_CODE.formatted(names, declarations);

        names.setLength(0);
        declarations.setLength(0);
        for (String part : new String[] {"words", "positions", "types", "norm_weight", "norm_bias"}) {
            parameter(part, names, declarations);
        }
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < LAYERS; i++) {
            declarations.append("  layer").append(i).append(" : __torch__.Layer\n");
            calls.append("    x = (self.layer").append(i).append(").forward(x, hidden)\n");
        }
        return (layerCode + MODEL_CODE.formatted(names, declarations, calls))
                .replace("{attention}", variant.fusedAttention() ? FUSED_ATTENTION : PLAIN_ATTENTION)
                .replace("{heads}", Integer.toString(HEADS))
                .replace("{head}", Integer.toString(HEAD))
                .replace("{hidden}", Integer.toString(HIDDEN))
                .replace("{scale}", Double.toString(Math.sqrt(HEAD)));
    }

    private static void parameter(String name, StringBuilder names, StringBuilder declarations) {
        names.append('"').append(name).append("\", ");
        declarations.append("  ").append(name).append(" : Tensor\n");
    }
}
