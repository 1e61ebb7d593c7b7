package io.narrows.server.model.tensor;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenTensor;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/** A {@link TensorModel} as golden checks see it. Closing it leaves the model open. Not thread-safe. */
public final class TensorGoldenModel implements GoldenModel {
    private final TensorModel model;
    private final TensorModel.Runner runner;

    private TensorGoldenModel(TensorModel model) {
        this.model = model;
        this.runner = model.newRunner();
    }

    /** A model that its owner goes on to own, and closes later than this. */
    public static TensorGoldenModel lent(TensorModel model) {
        return new TensorGoldenModel(model);
    }

    @Override
    public String name() {
        return model.info().name();
    }

    @Override
    public String modelHash() {
        return model.info().properties().getOrDefault("modelHash", "");
    }

    @Override
    public String engine() {
        return model.info().properties().get("engine") + " "
                + model.info().properties().get("engineVersion");
    }

    @Override
    public List<GoldenTensor> infer(List<GoldenTensor> inputs) {
        ModelInfo info = model.info();
        List<Tensor> given = new ArrayList<>();
        for (TensorInfo input : info.inputs()) {
            given.add(inputs.stream()
                    .filter(tensor -> tensor.name().equals(input.name()))
                    .findFirst()
                    .map(tensor -> GoldenTensors.given(tensor, input))
                    .orElseThrow(() -> new GoldenException("the sample lacks the input \"" + input.name() + "\"")));
        }
        if (inputs.size() != given.size()) {
            throw new GoldenException("the sample has " + inputs.size() + " inputs, the model takes " + given.size());
        }
        try (TensorModel.Batch batch = runner.assemble(List.of(given))) {
            batch.forward();
            return batch.read().get(0).stream().map(GoldenTensors::golden).toList();
        } catch (ModelException e) {
            throw new GoldenException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
