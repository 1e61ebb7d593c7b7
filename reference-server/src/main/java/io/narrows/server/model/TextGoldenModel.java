package io.narrows.server.model;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link TextModel} as golden checks see it. Not thread-safe; {@link #another} gives one for another thread. */
public final class TextGoldenModel implements GoldenModel {
    private final TextModel model;
    private final TextModel.Runner runner;
    private final @Nullable Thread onExit;

    private TextGoldenModel(TextModel model, @Nullable Thread onExit) {
        this.model = model;
        this.runner = model.newRunner();
        this.onExit = onExit;
    }

    /** Takes a model over: it is closed with this one, also when the process is told to end. */
    public static TextGoldenModel owning(TextModel model) {
        // Waits for a running forward: a process that ends under it crashes in native code.
        Thread onExit = new Thread(model::close, "close model");
        Runtime.getRuntime().addShutdownHook(onExit);
        return new TextGoldenModel(model, onExit);
    }

    /** Asks a model that stays its owner's. */
    public static TextGoldenModel lent(TextModel model) {
        return new TextGoldenModel(model, null);
    }

    @Override
    public Optional<GoldenModel> another() {
        return Optional.of(new TextGoldenModel(model, null));
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

    /** The texts of a request go through the model as one batch. */
    @Override
    public List<GoldenTensor> infer(List<GoldenTensor> inputs) {
        return infer(inputs, this::run);
    }

    /** Each text goes through the model by itself, unpadded. */
    @Override
    public List<GoldenTensor> inferAlone(List<GoldenTensor> inputs) {
        return infer(inputs, tokens -> {
            List<float[]> rows = new ArrayList<>();
            tokens.forEach(one -> rows.addAll(run(List.of(one))));
            return rows;
        });
    }

    private List<GoldenTensor> infer(
            List<GoldenTensor> inputs, Function<List<TextModel.Tokens>, List<float[]>> forward) {
        ModelInfo.TensorInfo input = model.info().inputs().get(0);
        ModelInfo.TensorInfo output = model.info().outputs().get(0);
        if (inputs.size() != 1
                || !(inputs.get(0) instanceof GoldenTensor.Texts texts)
                || !texts.name().equals(input.name())) {
            throw new GoldenException("model \"" + name() + "\" takes one input \"" + input.name() + "\" of BYTES");
        }
        if (texts.values().isEmpty()) {
            throw new GoldenException("input \"" + input.name() + "\" holds 0 texts, must hold at least 1");
        }
        try {
            List<TextModel.Tokens> tokens =
                    texts.values().stream().map(model::encode).toList();
            return List.of(joined(output.name(), forward.apply(tokens)));
        } catch (ModelException e) {
            throw new GoldenException(e.getMessage(), e);
        }
    }

    private List<float[]> run(List<TextModel.Tokens> tokens) {
        try (TextModel.Batch batch = runner.assemble(tokens)) {
            batch.forward();
            return List.of(batch.read());
        }
    }

    private static GoldenTensor joined(String name, List<float[]> rows) {
        int width = rows.get(0).length;
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, values, i * width, width);
        }
        return new GoldenTensor.Floats(name, List.of((long) rows.size(), (long) width), values);
    }

    @Override
    public void close() {
        runner.close();
        if (onExit == null) {
            return;
        }
        model.close();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException exiting) {
            // The hook runs, or has run: closing twice is harmless.
        }
    }
}
