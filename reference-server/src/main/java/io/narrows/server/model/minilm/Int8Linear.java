package io.narrows.server.model.minilm;

import io.narrows.server.model.precision.Int8Matrix;
import io.narrows.server.model.torchscript.ScalarType;
import io.narrows.server.model.torchscript.ScriptModule;
import io.narrows.server.model.torchscript.ScriptTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Linear layers in bytes as TorchScript. Stateless. */
final class Int8Linear {
    /*
     * The product itself is FBGEMM's: unsigned bytes for what goes in, signed ones for the weights, exact 32-bit sums, and the
     * scales applied to these. Its weights are packed when the archive is loaded (__setstate__).
     *
     * Dynamic: FBGEMM takes one scale and zero point from the smallest and largest value of the whole input.
     *
     * Rows: each row is divided by its largest magnitude, so that all of it lies within -1 and 1, the fixed scale for that is
     * used, and the result is multiplied by the same number again. No row sees another one, and the sums are exact, so a row's
     * result does not depend on how many there are.
     */
    private static final String CLASS = """
            class {class}(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              packed : __torch__.torch.classes.quantized.LinearPackedParamsBase
              bias : Tensor
              def __getstate__(self: __torch__.{class}) -> Tuple[Tensor, Tensor, Tensor]:
                w, b = ops.quantized.linear_unpack(self.packed)
                s = torch.to(torch.q_per_channel_scales(w), 6, False, False, None)
                return (torch.int_repr(w), s, self.bias)
              def __setstate__(self: __torch__.{class},
                state: Tuple[Tensor, Tensor, Tensor]) -> NoneType:
                w, s, b = state
                zeros = torch.zeros([torch.size(s, 0)], dtype=4)
                q = torch._make_per_channel_quantized_tensor(w, s, zeros, 0)
                self.packed = ops.quantized.linear_prepack(q, {bias})
                self.bias = b
                self.training = False
                return None
              def forward(self: __torch__.{class},
                x: Tensor) -> Tensor:
            {forward}\
            """;

    private static final String DYNAMIC = """
                return ops.quantized.linear_dynamic(x, self.packed, False)
            """;

    private static final String ROWS = """
                r = torch.clamp_min(torch.amax(torch.abs(x), [-1], True), 1e-12)
                y = ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(torch.div(x, r), {step}, 128, self.packed)
                return torch.addcmul(self.bias, y, r)
            """;

    private static final double STEP = 1.0 / 127;

    private Int8Linear() {}

    /** The classes that these forms need. */
    static String code(List<LinearForm> forms) {
        StringBuilder code = new StringBuilder();
        if (forms.contains(LinearForm.INT8_DYNAMIC)) {
            code.append(code(LinearForm.INT8_DYNAMIC, DYNAMIC, "b"));
        }
        if (forms.contains(LinearForm.INT8_ROWS) || forms.contains(LinearForm.SWITCHED)) {
            code.append(code(LinearForm.INT8_ROWS, ROWS.replace("{step}", Double.toString(STEP)), "None"));
        }
        return code.toString();
    }

    private static String code(LinearForm form, String forward, String bias) {
        return CLASS.replace("{forward}", forward).replace("{bias}", bias).replace("{class}", className(form));
    }

    static String className(LinearForm form) {
        return form == LinearForm.INT8_DYNAMIC ? "Int8Dynamic" : "Int8Rows";
    }

    /** One of them. */
    static ScriptModule module(LinearForm form, Int8Matrix weight, float[] bias) {
        List<Long> outputs = List.of((long) weight.outputs());
        return ScriptModule.restored(
                className(form),
                List.of(
                        ScriptTensor.of(
                                ScalarType.INT8,
                                List.of((long) weight.outputs(), (long) weight.inputs()),
                                sink -> sink.take(ByteBuffer.wrap(weight.values()))),
                        ScriptTensor.of(outputs, sink -> sink.take(bytes(weight.scales()))),
                        ScriptTensor.of(outputs, sink -> sink.take(bytes(bias)))));
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.flip();
    }
}
