package io.narrows.server.model.tensorrt;

import io.narrows.server.model.tensorrt.ShapeProfile.Size;

/** A network with memory for its inputs and outputs, which runs one pass at a time. For one thread at a time. */
interface Pass extends AutoCloseable {

    /** Its memory: filled before a pass, read after it. */
    PassBuffers buffers();

    /**
     * Copies the inputs in, runs the network, copies the output out, and waits until it is there.
     *
     * @throws io.narrows.server.model.ModelException when the network or a copy fails; further passes may work
     */
    void run(Size size);

    /**
     * The same, slower, and tells the time of each layer.
     *
     * @param times takes them
     */
    void runProfiled(Size size, LayerTimes times);

    @Override
    void close();
}
