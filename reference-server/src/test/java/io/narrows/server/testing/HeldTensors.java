package io.narrows.server.testing;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A model of one tensor of two dimensions that returns its input; forwards wait until they are let through. */
public final class HeldTensors implements TensorModel {
    private final @Nullable BatchAxis axis;
    /** One for each forward that may go on. */
    public final Semaphore permits = new Semaphore(0);

    /** One for each forward that has begun. */
    public final Semaphore started = new Semaphore(0);

    /** Of each forward that went on, the shapes of its requests. */
    public final BlockingQueue<List<List<Long>>> forwards = new LinkedBlockingQueue<>();

    /** Forwards with so many rows fail. */
    public volatile int failingFromRows = Integer.MAX_VALUE;

    /** @param axis null when each task runs by itself */
    public HeldTensors(@Nullable BatchAxis axis) {
        this.axis = axis;
    }

    @Override
    public ModelInfo info() {
        TensorInfo x = new TensorInfo("x", "INT8", List.of(-1L, -1L));
        return new ModelInfo("held", "1", "fake_none", List.of(x), List.of(x), Map.of());
    }

    @Override
    public @Nullable BatchAxis batchAxis() {
        return axis;
    }

    @Override
    public Runner newRunner() {
        return new Runner() {
            @Override
            public Batch assemble(List<List<Tensor>> requests) {
                return batch(requests);
            }

            @Override
            public void close() {}
        };
    }

    private Batch batch(List<List<Tensor>> requests) {
        return new Batch() {
            @Override
            public void forward() {
                started.release();
                permits.acquireUninterruptibly();
                forwards.add(
                        requests.stream().map(request -> request.get(0).shape()).toList());
                long rows = requests.stream()
                        .mapToLong(request -> request.get(0).shape().get(0))
                        .sum();
                if (rows >= failingFromRows) {
                    throw new IllegalStateException("the held model fails");
                }
            }

            @Override
            public List<List<Tensor>> read() {
                return requests;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
