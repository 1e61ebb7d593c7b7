package io.narrows.server.model.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Lets a model return more of its graph's tensors. Stateless. */
public final class OnnxOutputs {
    /*
     * A second part of the graph at the end of the file, which holds nothing but outputs:
     *
     *   ModelProto   7 graph
     *   GraphProto   12 output*
     *   ValueInfoProto  1 name; the type is left to the engine, which infers it
     *
     * Readers of protocol buffers merge the parts of a message that is there several times
     * (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
     */
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_OUTPUT = 12;
    private static final int VALUE_NAME = 1;

    private OnnxOutputs() {}

    /**
     * Adds outputs after those that the model has.
     *
     * @param model a model of its own: the file is changed
     * @param tensors names of tensors of its graph that are no outputs yet
     * @throws IOException when the file cannot be written
     */
    public static void append(Path model, List<String> tensors) throws IOException {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        CodedOutputStream outputs = CodedOutputStream.newInstance(graph);
        for (String tensor : tensors) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            CodedOutputStream named = CodedOutputStream.newInstance(value);
            named.writeString(VALUE_NAME, tensor);
            named.flush();
            outputs.writeByteArray(GRAPH_OUTPUT, value.toByteArray());
        }
        outputs.flush();
        try (OutputStream file = Files.newOutputStream(model, StandardOpenOption.APPEND)) {
            CodedOutputStream end = CodedOutputStream.newInstance(file);
            end.writeByteArray(MODEL_GRAPH, graph.toByteArray());
            end.flush();
        }
    }
}
