package io.narrows.server.model.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes small ONNX files for tests. */
final class OnnxBytes {
    private final ByteString.Output graph = ByteString.newOutput();

    OnnxBytes node(String name, String operator, String... inputs) throws IOException {
        return field(1, out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, name + "_output_0");
            out.writeString(3, name);
            out.writeString(4, operator);
        });
    }

    OnnxBytes raw(String name, int type, byte[] values, long... shape) throws IOException {
        return field(5, out -> {
            for (long size : shape) {
                out.writeInt64(1, size);
            }
            out.writeInt32(2, type);
            out.writeString(8, name);
            out.writeByteArray(9, values);
        });
    }

    OnnxBytes packed(String name, float[] values, long... shape) throws IOException {
        return field(5, out -> {
            ByteString.Output sizes = ByteString.newOutput();
            CodedOutputStream packedSizes = CodedOutputStream.newInstance(sizes);
            for (long size : shape) {
                packedSizes.writeInt64NoTag(size);
            }
            packedSizes.flush();
            out.writeBytes(1, sizes.toByteString());
            out.writeInt32(2, 1);
            out.writeByteArray(4, floats(values));
            out.writeString(8, name);
        });
    }

    OnnxBytes external(String name) throws IOException {
        return field(5, out -> {
            out.writeInt32(2, 1);
            out.writeString(8, name);
            out.writeByteArray(13, new byte[0]);
        });
    }

    byte[] bytes() throws IOException {
        ByteString.Output model = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(model);
        out.writeInt64(1, 8);
        out.writeString(2, "test");
        out.writeBytes(7, graph.toByteString());
        out.flush();
        return model.toByteString().toByteArray();
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private OnnxBytes field(int number, Body body) throws IOException {
        ByteString.Output message = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        body.write(out);
        out.flush();
        CodedOutputStream outer = CodedOutputStream.newInstance(graph);
        outer.writeBytes(number, message.toByteString());
        outer.flush();
        return this;
    }

    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }
}
