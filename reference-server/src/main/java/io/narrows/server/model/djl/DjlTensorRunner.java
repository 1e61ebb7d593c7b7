package io.narrows.server.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorModel;
import java.util.ArrayList;
import java.util.List;
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
        return gate.call(() -> assemble(joined, rows));
    }

    private TensorModel.Batch assemble(List<Tensor> joined, List<Integer> rows) {
        NDManager manager = parent.newSubManager();
        try {
            open = new OneBatch(
                    new DjlForward(gate, network, manager, format.inputs(manager, joined), profiler, () -> "forward"),
                    rows);
            return open;
        } catch (RuntimeException e) {
            manager.close();
            format.release();
            throw new ModelException("batch of " + shapes(joined) + " cannot be assembled: " + DjlRuntime.reason(e), e);
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

    /** A batch of tensors on its way through a forward. */
    private final class OneBatch implements TensorModel.Batch {
        private final DjlForward forward;
        private final List<Integer> rows;

        OneBatch(DjlForward forward, List<Integer> rows) {
            this.forward = forward;
            this.rows = rows;
        }

        @Override
        public void forward() {
            forward.run();
        }

        @Override
        public ForwardProfile forwardProfiled() {
            return forward.runProfiled();
        }

        @Override
        public List<List<Tensor>> read() {
            List<Tensor> whole = forward.read(format::outputs);
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
            if (forward.close()) {
                open = null;
                format.release();
            }
        }
    }
}
