package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one batch at a time: the next is assembled after the last is closed. */
final class DjlTensorRunner implements TensorModel.Runner {
    private final NativeGate gate;
    private final Block network;
    private final NDManager parent;
    private final TensorFormat format;
    private final @Nullable BatchAxis axis;
    private final ForwardProfiler profiler;
    private @Nullable OneBatch open;
    private boolean closed;

    DjlTensorRunner(
            NativeGate gate,
            Block network,
            NDManager parent,
            TensorFormat format,
            @Nullable BatchAxis axis,
            ForwardProfiler profiler) {
        this.gate = gate;
        this.network = network;
        this.parent = parent;
        this.format = format;
        this.axis = axis;
        this.profiler = profiler;
    }

    @Override
    public TensorModel.Batch assemble(List<List<Tensor>> requests) {
        if (closed || open != null) {
            throw new IllegalStateException(closed ? "runner is closed" : "the runner's last batch is not closed");
        }
        if (requests.isEmpty() || (requests.size() > 1 && axis == null)) {
            throw new IllegalArgumentException("a batch has " + requests.size() + " requests, must have "
                    + (axis == null ? "1: the model has no batch axis" : "at least 1"));
        }
        List<Tensor> joined = joined(requests);
        List<Integer> rows =
                axis == null ? List.of(1) : requests.stream().map(axis::rows).toList();
        long stamp = gate.enter();
        try {
            NDManager manager = parent.newSubManager();
            try {
                open = new OneBatch(manager, format.inputs(manager, joined), rows);
                return open;
            } catch (RuntimeException e) {
                manager.close();
                throw new ModelException(
                        "batch of " + shapes(joined) + " cannot be assembled: " + DjlRuntime.reason(e), e);
            }
        } finally {
            gate.leave(stamp);
        }
    }

    private List<Tensor> joined(List<List<Tensor>> requests) {
        if (axis == null) {
            return requests.get(0);
        }
        List<Tensor> joined = new ArrayList<>();
        for (int i = 0; i < requests.get(0).size(); i++) {
            int input = i;
            joined.add(axis.join(
                    requests.stream().map(request -> request.get(input)).toList()));
        }
        return joined;
    }

    private static String shapes(List<Tensor> tensors) {
        return String.join(
                ", ",
                tensors.stream()
                        .map(tensor -> tensor.name() + " " + tensor.shape())
                        .toList());
    }

    @Override
    public void close() {
        closed = true;
        if (open != null) {
            open.close();
        }
    }

    /** A batch and all tensors that belong to it; they are freed when it is closed, at the latest with the model. */
    private final class OneBatch implements TensorModel.Batch {
        private final NDManager manager;
        private final NDList inputs;
        private final List<Integer> rows;
        private @Nullable NDList outputs;

        OneBatch(NDManager manager, NDList inputs, List<Integer> rows) {
            this.manager = manager;
            this.inputs = inputs;
            this.rows = rows;
        }

        @Override
        public void forward() {
            inGate(() -> run(network));
        }

        @Override
        public ForwardProfile forwardProfiled() {
            ForwardProfile[] profile = new ForwardProfile[1];
            inGate(() -> profile[0] = profiler.run(network, this::run));
            return profile[0];
        }

        private void run(Block on) {
            outputs = on.forward(new ParameterStore(manager, false), inputs, false);
        }

        private void inGate(Runnable forward) {
            if (open != this || outputs != null) {
                throw new IllegalStateException("forward is called once, on an open batch");
            }
            long stamp = gate.enter();
            try {
                forward.run();
            } catch (RuntimeException e) {
                throw new ModelException("forward failed: " + DjlRuntime.reason(e), e);
            } finally {
                gate.leave(stamp);
            }
        }

        @Override
        public List<List<Tensor>> read() {
            if (open != this || outputs == null) {
                throw new IllegalStateException("read is called after forward, on an open batch");
            }
            List<Tensor> whole;
            long stamp = gate.enter();
            try {
                whole = format.outputs(Objects.requireNonNull(outputs));
            } finally {
                gate.leave(stamp);
            }
            List<List<Tensor>> requests = new ArrayList<>();
            rows.forEach(size -> requests.add(new ArrayList<>()));
            for (Tensor tensor : whole) {
                List<Tensor> parts = axis == null ? List.of(tensor) : axis.split(tensor, rows);
                for (int i = 0; i < parts.size(); i++) {
                    requests.get(i).add(parts.get(i));
                }
            }
            return requests;
        }

        @Override
        public void close() {
            if (open != this) {
                return;
            }
            open = null;
            try {
                long stamp = gate.enter();
                try {
                    manager.close();
                } finally {
                    gate.leave(stamp);
                }
            } catch (ModelException modelIsClosed) {
                // Its tensors went with it.
            }
        }
    }
}
