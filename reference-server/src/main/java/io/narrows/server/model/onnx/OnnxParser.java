package io.narrows.server.model.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** One pass over the bytes of a model; values are skipped and only their places kept. */
final class OnnxParser {
    /*
     * Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto):
     *
     *   ModelProto   7 graph
     *   GraphProto   1 node*   5 initializer*
     *   NodeProto    1 input*  3 name  4 op_type
     *   TensorProto  1 dims*   2 data_type  4 float_data* (packed)  8 name  9 raw_data  13 external_data  14 data_location
     *
     * Packed float_data and raw_data have the same bytes: little-endian IEEE 754. All other fields are skipped.
     */
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATOR = 4;
    private static final int TENSOR_DIMENSION = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_FLOATS = 4;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW = 9;
    private static final int TENSOR_EXTERNAL = 13;

    final List<OnnxNode> nodes = new ArrayList<>();
    final List<OnnxTensor> initializers = new ArrayList<>();
    private final CodedInputStream in;

    OnnxParser(InputStream bytes) {
        in = CodedInputStream.newInstance(bytes);
    }

    void parse() throws IOException {
        message(this::modelField);
    }

    private void modelField(int field, int wire, int tag) throws IOException {
        if (field == MODEL_GRAPH && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            nested(this::graphField);
        } else {
            in.skipField(tag);
        }
    }

    private void graphField(int field, int wire, int tag) throws IOException {
        if (field == GRAPH_NODE) {
            node();
        } else if (field == GRAPH_INITIALIZER) {
            initializer();
        } else {
            in.skipField(tag);
        }
    }

    private void node() throws IOException {
        List<String> inputs = new ArrayList<>();
        String[] names = {"", ""};
        nested((field, wire, tag) -> {
            switch (field) {
                case NODE_INPUT -> inputs.add(in.readStringRequireUtf8());
                case NODE_NAME -> names[0] = in.readStringRequireUtf8();
                case NODE_OPERATOR -> names[1] = in.readStringRequireUtf8();
                default -> in.skipField(tag);
            }
        });
        nodes.add(new OnnxNode(names[0], names[1], inputs));
    }

    private void initializer() throws IOException {
        TensorFields tensor = new TensorFields();
        nested((field, wire, tag) -> {
            switch (field) {
                case TENSOR_DIMENSION -> dimension(wire, tensor.shape);
                case TENSOR_TYPE -> tensor.type = in.readInt32();
                case TENSOR_NAME -> tensor.name = in.readStringRequireUtf8();
                case TENSOR_RAW -> values(tensor);
                case TENSOR_FLOATS -> {
                    if (wire != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                        throw new IOException("float_data of tensor \"" + tensor.name + "\" is not packed");
                    }
                    values(tensor);
                }
                case TENSOR_EXTERNAL ->
                    throw new IOException("tensor \"" + tensor.name + "\" keeps its values in another file");
                default -> in.skipField(tag);
            }
        });
        initializers.add(
                new OnnxTensor(tensor.name, tensor.shape, tensor.type, Math.max(0, tensor.offset), tensor.length));
    }

    private void dimension(int wire, List<Long> shape) throws IOException {
        if (wire != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            shape.add(in.readInt64());
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
            shape.add(in.readInt64());
        }
        in.popLimit(limit);
    }

    private void values(TensorFields tensor) throws IOException {
        if (tensor.offset >= 0) {
            throw new IOException("tensor \"" + tensor.name + "\" has its values in more than one piece");
        }
        int length = in.readRawVarint32();
        if (length < 0) {
            throw new IOException("values of tensor \"" + tensor.name + "\" have length " + length);
        }
        tensor.offset = in.getTotalBytesRead();
        tensor.length = length;
        in.skipRawBytes(length);
    }

    private void nested(Field handler) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        message(handler);
        if (in.getBytesUntilLimit() > 0) {
            throw new EOFException("it ends " + in.getBytesUntilLimit() + " bytes early");
        }
        in.popLimit(limit);
    }

    private void message(Field handler) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            handler.read(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), tag);
        }
    }

    private interface Field {
        void read(int field, int wire, int tag) throws IOException;
    }

    private static final class TensorFields {
        final List<Long> shape = new ArrayList<>();
        String name = "";
        int type;
        long offset = -1;
        long length;
    }
}
