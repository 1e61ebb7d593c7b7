package io.narrows.server.model.onnx;

import io.narrows.server.model.ModelException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of an ONNX file of less than 2 GiB, read from the file when they are asked for. Owns the open file; the opener
 * closes it. Thread-safe.
 */
public final class OnnxFile implements AutoCloseable {
    private static final int MATMUL_WEIGHT = 1;
    private static final int CHUNK_BYTES = 1 << 20;

    private final String name;
    private final FileChannel channel;
    private final Map<String, OnnxTensor> weights = new LinkedHashMap<>();

    private OnnxFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * @throws ModelException when it is not a model with weights
     * @throws IOException when it cannot be read
     */
    public static OnnxFile open(Path path) throws IOException {
        OnnxFile file =
                new OnnxFile(String.valueOf(path.getFileName()), FileChannel.open(path, StandardOpenOption.READ));
        try {
            file.parse();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void parse() throws IOException {
        if (channel.size() > Integer.MAX_VALUE) {
            throw new ModelException(name + " has " + channel.size() + " bytes, must have less than 2 GiB");
        }
        OnnxParser parser = new OnnxParser(Channels.newInputStream(channel));
        try {
            parser.parse();
        } catch (IOException e) {
            throw new ModelException(name + " is not an ONNX model: " + oneLine(e), e);
        }
        if (parser.initializers.isEmpty()) {
            throw new ModelException(name + " is not an ONNX model: it holds no weights");
        }
        for (OnnxTensor tensor : parser.initializers) {
            if (weights.put(tensor.name(), tensor) != null) {
                throw new ModelException(name + " holds tensor \"" + tensor.name() + "\" twice");
            }
        }
        parser.nodes.forEach(this::nameMatMulWeight);
    }

    /*
     * PyTorch's exporter transposes linear weights and gives them numbers for names, such as onnx::MatMul_787; only the
     * MatMul node still says whose they are. Such a weight is also found as the node's name in the words of the module:
     * "/encoder/layer.0/attention/self/query/MatMul" -> "encoder.layer.0.attention.self.query.MatMul".
     */
    private void nameMatMulWeight(OnnxNode node) {
        if (!node.operator().equals("MatMul") || node.inputs().size() <= MATMUL_WEIGHT) {
            return;
        }
        OnnxTensor weight = weights.get(node.inputs().get(MATMUL_WEIGHT));
        if (weight != null) {
            String path = node.name().startsWith("/") ? node.name().substring(1) : node.name();
            weights.putIfAbsent(path.replace('/', '.'), weight);
        }
    }

    /**
     * A tensor of 32-bit floats.
     *
     * @param tensor name of the initializer, or of the MatMul node that uses it with dots between its parts
     * @param shape what its shape must be
     * @throws ModelException when there is none, or it has another type, shape or length
     */
    public OnnxTensor floats(String tensor, long... shape) {
        OnnxTensor found = weights.get(tensor);
        if (found == null) {
            throw new ModelException(name + " holds no tensor \"" + tensor + "\"");
        }
        List<Long> expected = new ArrayList<>();
        for (long size : shape) {
            expected.add(size);
        }
        String subject = name + ": tensor \"" + tensor + "\" has ";
        if (found.type() != OnnxTensor.FLOAT) {
            throw new ModelException(subject + "data type " + found.type() + ", must be 1 (FLOAT)");
        }
        if (!found.shape().equals(expected)) {
            throw new ModelException(subject + "shape " + found.shape() + ", must be " + expected);
        }
        if (found.length() != found.elements() * Float.BYTES) {
            throw new ModelException(
                    subject + found.length() + " bytes of values, must have " + found.elements() * Float.BYTES);
        }
        return found;
    }

    /**
     * Reads the values of a tensor of this file.
     *
     * @param values takes them piece by piece, little-endian
     * @throws IOException when they cannot be read, or {@code values} fails
     */
    public void read(OnnxTensor tensor, Values values) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, tensor.length()));
        for (long done = 0; done < tensor.length(); done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), tensor.length() - done));
            while (chunk.hasRemaining()) {
                if (channel.read(chunk, tensor.offset() + done + chunk.position()) < 0) {
                    throw new EOFException(name + " became shorter while it was read");
                }
            }
            values.take(chunk.flip());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static String oneLine(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.replace('\n', ' ');
    }

    /** Takes values. */
    public interface Values {

        /** Takes all remaining bytes of a buffer, which may be reused afterwards. */
        void take(ByteBuffer bytes) throws IOException;
    }
}
