package io.narrows.golden;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes a golden set out of what a trusted model answers. */
public final class GoldenRecorder {
    private GoldenRecorder() {}

    /**
     * Asks the model for every input, one by one, and each text of an input by itself where the model can.
     *
     * @param inputs at least one
     * @param model the model to trust
     * @param tolerance how far answers of other models may lie from these
     * @param now the date that the set shall carry
     * @param listener hears the progress
     * @throws GoldenException when there is no input, the model fails on one, or an answer is empty or not finite
     */
    public static GoldenSet record(
            GoldenInputs inputs, GoldenModel model, GoldenTolerance tolerance, Instant now, GoldenListener listener) {
        if (inputs.samples().isEmpty()) {
            throw new GoldenException("golden inputs file has 0 samples; it needs at least one");
        }
        List<GoldenSample> answered = new ArrayList<>();
        for (GoldenSample sample : inputs.samples()) {
            answered.add(sample.answered(answer(sample, model)));
            listener.progress(
                    "golden, recording", answered.size(), inputs.samples().size());
        }
        return new GoldenSet(model.name(), model.modelHash(), model.engine(), now, tolerance, answered);
    }

    private static List<GoldenTensor> answer(GoldenSample sample, GoldenModel model) {
        List<GoldenTensor> outputs;
        try {
            outputs = model.inferAlone(sample.inputs());
        } catch (GoldenException e) {
            throw new GoldenException("sample '" + sample.id() + "': " + e.getMessage(), e);
        }
        for (GoldenTensor output : outputs) {
            double[] values = Tensors.real(output) ? Tensors.reals(output) : new double[0];
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new GoldenException("sample '" + sample.id() + "': output " + output.name() + " element " + i
                            + " is " + values[i] + "; a set is only recorded from finite answers");
                }
            }
        }
        return outputs;
    }
}
