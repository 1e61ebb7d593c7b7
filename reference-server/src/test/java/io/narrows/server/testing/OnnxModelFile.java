package io.narrows.server.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes an ONNX file that ONNX Runtime can run: nodes without attributes between declared inputs and outputs. */
public final class OnnxModelFile {
    /** Numbers of element types in the format. */
    public enum Type {
        FLOAT(1),
        UINT8(2),
        INT8(3),
        INT32(6),
        INT64(7),
        STRING(8),
        BOOL(9),
        FLOAT16(10),
        DOUBLE(11),
        BFLOAT16(16);

        private final int number;

        Type(int number) {
            this.number = number;
        }
    }

    private final ByteString.Output graph = ByteString.newOutput();

    /** Writes into a message. */
    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    /** Adds a node with one output. */
    public OnnxModelFile node(String operator, List<String> inputs, String output) throws IOException {
        return field(1, out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, output);
            out.writeString(3, output + "_node");
            out.writeString(4, operator);
        });
    }

    /** Adds FP32 weights of one dimension. */
    public OnnxModelFile weights(String name, float... values) throws IOException {
        return field(5, out -> {
            out.writeInt64(1, values.length);
            out.writeInt32(2, Type.FLOAT.number);
            for (float value : values) {
                out.writeFloat(4, value);
            }
            out.writeString(8, name);
        });
    }

    /** Declares an input; a size of -1 is any. */
    public OnnxModelFile input(String name, Type type, long... shape) throws IOException {
        return field(11, out -> value(out, name, type, shape));
    }

    /** Declares an output; a size of -1 is any. */
    public OnnxModelFile output(String name, Type type, long... shape) throws IOException {
        return field(12, out -> value(out, name, type, shape));
    }

    private static void value(CodedOutputStream out, String name, Type type, long... shape) throws IOException {
        out.writeString(1, name);
        ByteString sizes = message(dims -> {
            for (int i = 0; i < shape.length; i++) {
                long size = shape[i];
                String any = "any" + i;
                dims.writeBytes(1, message(dim -> {
                    if (size < 0) {
                        dim.writeString(2, any);
                    } else {
                        dim.writeInt64(1, size);
                    }
                }));
            }
        });
        ByteString tensor = message(of -> {
            of.writeInt32(1, type.number);
            of.writeBytes(2, sizes);
        });
        out.writeBytes(2, message(of -> of.writeBytes(1, tensor)));
    }

    /** Writes the file. */
    public void write(Path file) throws IOException {
        ByteString model = message(out -> {
            out.writeInt64(1, 8);
            out.writeString(2, "test");
            ByteString named = message(of -> of.writeString(2, "graph"));
            out.writeBytes(7, graph.toByteString().concat(named));
            out.writeBytes(8, message(of -> {
                of.writeString(1, "");
                of.writeInt64(2, 17);
            }));
        });
        Files.createDirectories(file.getParent());
        Files.write(file, model.toByteArray());
    }

    private OnnxModelFile field(int number, Body body) throws IOException {
        ByteString content = message(body);
        CodedOutputStream outer = CodedOutputStream.newInstance(graph);
        outer.writeBytes(number, content);
        outer.flush();
        return this;
    }

    private static ByteString message(Body body) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        body.write(out);
        out.flush();
        return bytes.toByteString();
    }
}
