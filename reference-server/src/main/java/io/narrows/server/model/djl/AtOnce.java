package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * A network that answers at once with tensors of the shape of the real one's, whose numbers look like those of a sentence:
 * what writes them is compiled for the numbers it has seen. Belongs to one runner.
 */
final class AtOnce {
    /*
     * The JVM compiles a call for the classes that it has seen there, and throws the code away when another comes. So the real
     * network has its turn now and then: often enough to be seen while the JVM counts, seldom enough to take little of the time.
     */
    private static final int REAL_ONE_IN = 250;

    private static final double DEVIATION = 0.05;

    private final BatchFormat format;
    private ByteBuffer values = ByteBuffer.allocateDirect(0);

    private AtOnce(BatchFormat format) {
        this.format = format;
    }

    /** Networks for a runner's batches in turn: now and then the real one, else one that answers at once. */
    static Block[] inTurnWith(Block network, BatchFormat format) {
        AtOnce one = new AtOnce(format);
        Block block = new LambdaBlock(one::forward);
        Block[] turns = new Block[REAL_ONE_IN];
        Arrays.fill(turns, block);
        turns[0] = network;
        return turns;
    }

    /** The tensor lies on this object's memory, which nothing writes to while it is there. */
    private NDList forward(NDList inputs) {
        Shape input = inputs.head().getShape();
        Shape output = format.outputShape(input.get(0), input.get(1));
        int bytes = Math.toIntExact(output.size() * Float.BYTES);
        if (values.capacity() < bytes) {
            values = sentences(bytes);
        }
        ByteBuffer own = values.slice(0, bytes).order(ByteOrder.nativeOrder());
        return new NDList(inputs.head().getManager().create(own, output, DataType.FLOAT32));
    }

    private static ByteBuffer sentences(int bytes) {
        ByteBuffer values = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        Random random = new Random(1);
        while (values.hasRemaining()) {
            values.putFloat((float) (random.nextGaussian() * DEVIATION));
        }
        return values.rewind();
    }
}
