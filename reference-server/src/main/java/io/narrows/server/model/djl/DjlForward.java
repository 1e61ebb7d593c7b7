package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One forward of a network: run once, read, closed. Its tensors are freed when it is closed, at the latest with the model. For
 * one thread at a time.
 */
final class DjlForward {
    private final NativeGate gate;
    private final Block network;
    private final NDManager manager;
    private final NDList inputs;
    private final ForwardProfiler profiler;
    private final Supplier<String> words;
    private @Nullable NDList outputs;
    private boolean closed;

    /**
     * @param manager owns the inputs; taken over
     * @param words what is run, for messages, as in "forward of 3 texts"
     */
    DjlForward(
            NativeGate gate,
            Block network,
            NDManager manager,
            NDList inputs,
            ForwardProfiler profiler,
            Supplier<String> words) {
        this.gate = gate;
        this.network = network;
        this.manager = manager;
        this.inputs = inputs;
        this.profiler = profiler;
        this.words = words;
    }

    void run() {
        inGate(() -> run(network));
    }

    ForwardProfile runProfiled() {
        ForwardProfile[] profile = new ForwardProfile[1];
        inGate(() -> profile[0] = profiler.run(network, this::run));
        return profile[0];
    }

    private void run(Block on) {
        outputs = on.forward(new ParameterStore(manager, false), inputs, false);
    }

    private void inGate(Runnable forward) {
        if (closed || outputs != null) {
            throw new IllegalStateException("forward is called once, on an open batch");
        }
        long stamp = gate.enter();
        try {
            forward.run();
        } catch (RuntimeException e) {
            throw new ModelException(words.get() + " failed: " + DjlRuntime.reason(e), e);
        } finally {
            gate.leave(stamp);
        }
    }

    /** Reads the outputs. */
    <T> T read(Function<NDList, T> reading) {
        if (closed || outputs == null) {
            throw new IllegalStateException("read is called after forward, on an open batch");
        }
        return gate.call(() -> reading.apply(Objects.requireNonNull(outputs)));
    }

    /** Whether it was open until now. */
    boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        gate.free(manager::close);
        return true;
    }
}
