package io.narrows.server.model.minilm;

import static io.narrows.server.model.minilm.MiniLm.HEAD;
import static io.narrows.server.model.minilm.MiniLm.HEADS;
import static io.narrows.server.model.minilm.MiniLm.HIDDEN;
import static io.narrows.server.model.minilm.MiniLm.LAYERS;

import io.narrows.server.model.torchscript.ScalarType;
import java.util.List;

/** Writes what the network computes as TorchScript. Stateless. */
final class MiniLmCode {
    private static final String LAYER = """
            class {class}(Module):
              __parameters__ = [%s]
              __buffers__ = []
              training : bool
            %s\
              def forward(self: __torch__.{class},
                x: Tensor,
                {texts}{switches}) -> Tensor:
            {attention}\
            {attended}\
                y = torch.layer_norm(torch.add(a, x), [{hidden}], self.norm1_weight, self.norm1_bias, 1e-12)
            {up}\
            {down}\
                return torch.layer_norm(torch.add(d, y), [{hidden}], self.norm2_weight, self.norm2_bias, 1e-12)
            """;

    /** All texts in one tensor [n, s, width]; the mask is added to the scores. */
    private static final String PADDED = """
                n = torch.size(x, 0)
                s = torch.size(x, 1)
            {qkv}\
                qh = torch.transpose(torch.view(q, [n, s, {heads}, {head}]), 1, 2)
                kh = torch.transpose(torch.view(k, [n, s, {heads}, {head}]), 1, 2)
                vh = torch.transpose(torch.view(v, [n, s, {heads}, {head}]), 1, 2)
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

    /** The tokens of all texts one after the other, [tokens, width]: each text attends to itself, and there is no mask. */
    private static final String UNPADDED_ATTENTION = """
            {qkv}\
                parts = annotate(List[Tensor], [])
                start = 0
                for i in range(torch.len(lengths)):
                  l = lengths[i]
                  end = torch.add(start, l)
                  qh = torch.transpose(torch.view(torch.slice(q, 0, start, end, 1), [1, l, {heads}, {head}]), 1, 2)
                  kh = torch.transpose(torch.view(torch.slice(k, 0, start, end, 1), [1, l, {heads}, {head}]), 1, 2)
                  vh = torch.transpose(torch.view(torch.slice(v, 0, start, end, 1), [1, l, {heads}, {head}]), 1, 2)
                  attention = torch.scaled_dot_product_attention(qh, kh, vh)
                  _0 = torch.append(parts, torch.reshape(torch.transpose(attention, 1, 2), [l, {hidden}]))
                  start = end
                context = torch.cat(parts, 0)
            """;

    private static final String QKV_FLOATS = """
                q = torch.linear(x, self.query_weight, self.query_bias)
                k = torch.linear(x, self.key_weight, self.key_bias)
                v = torch.linear(x, self.value_weight, self.value_bias)
            """;

    private static final String QKV_INT8 = """
                p = (self.qkv).forward(x)
                q = torch.slice(p, -1, 0, {hidden}, 1)
                k = torch.slice(p, -1, {hidden}, {2hidden}, 1)
                v = torch.slice(p, -1, {2hidden}, {3hidden}, 1)
            """;

    private static final String NETWORK = """
            class MiniLm(Module):
              __parameters__ = [%s]
              __buffers__ = []
              training : bool
            %s\
              def forward(self: __torch__.MiniLm,
                ids: Tensor,
                mask: Tensor{switches}) -> Tensor:
            {int8}\
            {network}\
            """;

    private static final String PADDED_NETWORK = """
                positions = torch.slice(self.positions, 0, 0, torch.size(ids, 1), 1)
                e = torch.add(torch.embedding(self.words, ids), torch.select(self.types, 0, 0))
                x = torch.layer_norm(torch.add(e, positions), [{hidden}], self.norm_weight, self.norm_bias, 1e-12)
                m = torch.to(mask, 6, False, False, None)
                hidden = torch.mul(torch.unsqueeze(torch.unsqueeze(torch.rsub(m, 1.0), 1), 1), -1e9)
            {narrow}\
            {layers}\
            {widen}\
                w = torch.unsqueeze(m, -1)
                total = torch.sum(torch.mul(x, w), [1], False)
                mean = torch.div(total, torch.clamp_min(torch.sum(w, [1], False), 1e-9))
                length = torch.clamp_min(torch.norm(mean, 2, [1], True), 1e-12)
                return torch.div(mean, length)
            """;

    /** Takes the tokens out of the padding first, so that padding costs nothing and no text sees how long its batch-mates are. */
    private static final String UNPADDED_NETWORK = """
                lengths = annotate(List[int], [])
                sums = torch.sum(mask, [1])
                for i in range(torch.size(mask, 0)):
                  _0 = torch.append(lengths, int(torch.select(sums, 0, i)))
                at = torch.squeeze(torch.nonzero(torch.reshape(mask, [-1])), 1)
                tokens = torch.index_select(torch.reshape(ids, [-1]), 0, at)
                positions = torch.embedding(self.positions, torch.remainder(at, torch.size(ids, 1)))
                e = torch.add(torch.embedding(self.words, tokens), torch.select(self.types, 0, 0))
                x = torch.layer_norm(torch.add(e, positions), [{hidden}], self.norm_weight, self.norm_bias, 1e-12)
            {layers}\
                vectors = annotate(List[Tensor], [])
                start = 0
                for i in range(torch.len(lengths)):
                  end = torch.add(start, lengths[i])
                  mean = torch.mean(torch.slice(x, 0, start, end, 1), [0])
                  length = torch.clamp_min(torch.norm(mean, 2, [0], True), 1e-12)
                  _1 = torch.append(vectors, torch.div(mean, length))
                  start = end
                return torch.stack(vectors, 0)
            """;

    private MiniLmCode() {}

    /** The file {@code code/__torch__.py}. */
    static String of(MiniLmForm form) {
        StringBuilder code = new StringBuilder(Int8Linear.code(form.units()));
        int classes = form.oneLayerClass() ? 1 : LAYERS;
        for (int layer = 0; layer < classes; layer++) {
            code.append(layer(form, layer));
        }
        return code.append(network(form))
                .toString()
                .replace("{heads}", Integer.toString(HEADS))
                .replace("{head}", Integer.toString(HEAD))
                .replace("{hidden}", Integer.toString(HIDDEN))
                .replace("{2hidden}", Integer.toString(2 * HIDDEN))
                .replace("{3hidden}", Integer.toString(3 * HIDDEN))
                .replace("{scale}", Double.toString(Math.sqrt(HEAD)));
    }

    /** The class of a layer: one for all where all are alike, otherwise one for each. */
    static String layerClass(MiniLmForm form, int layer) {
        return form.oneLayerClass() ? "Layer" : "Layer" + layer;
    }

    private static String layer(MiniLmForm form, int layer) {
        Names names = new Names();
        for (String part : List.of("query", "key", "value")) {
            names.linear(part, form.unit(layer, Unit.Kind.QKV));
        }
        names.linear("attended", form.unit(layer, Unit.Kind.ATTENDED)).parameters("norm1");
        names.linear("up", form.unit(layer, Unit.Kind.UP));
        names.linear("down", form.unit(layer, Unit.Kind.DOWN)).parameters("norm2");
        for (Unit.Kind kind : Unit.Kind.values()) {
            names.int8(kind, form.unit(layer, kind));
        }
        return LAYER.formatted(names.parameters, names.declarations)
                .replace("{class}", layerClass(form, layer))
                .replace("{switches}", form.isSwitched() ? ",\n    int8: int" : "")
                .replace("{texts}", form.unpadded() ? "lengths: List[int]" : "hidden: Tensor")
                .replace("{attention}", attention(form))
                .replace("{qkv}", switched(form, layer, Unit.Kind.QKV, QKV_FLOATS, QKV_INT8))
                .replace("{attended}", product(form, layer, Unit.Kind.ATTENDED, "a = %s", "context"))
                .replace("{up}", product(form, layer, Unit.Kind.UP, "u = torch.gelu(%s)", "y"))
                .replace("{down}", product(form, layer, Unit.Kind.DOWN, "d = %s", "u"));
    }

    private static String attention(MiniLmForm form) {
        if (form.unpadded()) {
            return UNPADDED_ATTENTION;
        }
        return PADDED + (form.fusedAttention() ? FUSED_ATTENTION : PLAIN_ATTENTION);
    }

    /** The statement with a product in the form of its unit. */
    private static String product(MiniLmForm form, int layer, Unit.Kind kind, String statement, String input) {
        String name = kind.label();
        String floats = "torch.linear(" + input + ", self." + name + "_weight, self." + name + "_bias)";
        String int8 = "(self." + name + ").forward(" + input + ")";
        return switched(
                form,
                layer,
                kind,
                "    " + statement.formatted(floats) + "\n",
                "    " + statement.formatted(int8) + "\n");
    }

    private static String switched(MiniLmForm form, int layer, Unit.Kind kind, String floats, String int8) {
        int bit = 1 << Unit.list().indexOf(new Unit(layer, kind));
        return switch (form.unit(layer, kind)) {
            case FLOATS -> floats;
            case INT8_DYNAMIC, INT8_ROWS -> int8;
            case SWITCHED ->
                "    if torch.ne(torch.__and__(int8, " + bit + "), 0):\n" + int8.indent(2) + "    else:\n"
                        + floats.indent(2);
        };
    }

    private static String network(MiniLmForm form) {
        Names names = new Names();
        List.of("words", "positions", "types", "norm_weight", "norm_bias").forEach(names::parameter);
        StringBuilder calls = new StringBuilder();
        String texts = form.unpadded() ? "lengths" : "hidden";
        String switches = form.isSwitched() ? ", int8" : "";
        for (int i = 0; i < LAYERS; i++) {
            names.module("layer" + i, layerClass(form, i));
            calls.append("    x = (self.layer" + i + ").forward(x, " + texts + switches + ")\n");
        }
        boolean narrow = form.floats() != ScalarType.FLOAT32;
        String type = Integer.toString(form.floats().code());
        return NETWORK.formatted(names.parameters, names.declarations)
                .replace("{network}", form.unpadded() ? UNPADDED_NETWORK : PADDED_NETWORK)
                .replace("{layers}", calls)
                .replace("{switches}", form.isSwitched() ? ",\n    units: Tensor" : "")
                .replace("{int8}", form.isSwitched() ? "    int8 = int(units)\n" : "")
                .replace("{narrow}", narrow ? "    hidden = torch.to(hidden, " + type + ", False, False, None)\n" : "")
                .replace("{widen}", narrow ? "    x = torch.to(x, 6, False, False, None)\n" : "");
    }

    /** What a class declares. */
    private static final class Names {
        private final StringBuilder parameters = new StringBuilder();
        private final StringBuilder declarations = new StringBuilder();

        private Names linear(String name, LinearForm form) {
            return form == LinearForm.FLOATS || form == LinearForm.SWITCHED ? parameters(name) : this;
        }

        private void int8(Unit.Kind kind, LinearForm form) {
            if (form != LinearForm.FLOATS) {
                module(kind.label(), Int8Linear.className(form));
            }
        }

        private Names parameters(String name) {
            parameter(name + "_weight");
            parameter(name + "_bias");
            return this;
        }

        private void parameter(String name) {
            parameters.append('"').append(name).append("\", ");
            declarations.append("  ").append(name).append(" : Tensor\n");
        }

        private void module(String name, String className) {
            declarations
                    .append("  ")
                    .append(name)
                    .append(" : __torch__.")
                    .append(className)
                    .append('\n');
        }
    }
}
