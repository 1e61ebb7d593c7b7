package io.narrows.golden;

import java.util.List;

/**
 * One request with the answer that is expected. An immutable value.
 *
 * @param id short name, unique in its set
 * @param note why the sample is there
 * @param inputs at least one tensor
 * @param outputs expected tensors; empty as long as they have not been recorded
 */
public record GoldenSample(String id, String note, List<GoldenTensor> inputs, List<GoldenTensor> outputs) {

    public GoldenSample {
        if (!id.matches("[a-z0-9][a-z0-9.-]{0,63}")) {
            throw new GoldenException("sample id is " + GoldenText.quote(id)
                    + "; it must be 1 to 64 of a-z, 0-9, dot and hyphen and start with a letter or digit");
        }
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (inputs.isEmpty()) {
            throw new GoldenException("sample '" + id + "' has no inputs; it needs at least one");
        }
        Tensors.requireSound(id, "input", inputs);
        Tensors.requireSound(id, "output", outputs);
    }

    /** Its first text, shortened and escaped for one line of output; a description of the shape where it has none. */
    public String label() {
        for (GoldenTensor input : inputs) {
            if (input instanceof GoldenTensor.Texts texts && !texts.values().isEmpty()) {
                return GoldenText.quote(texts.values().get(0));
            }
        }
        return inputs.get(0).name() + " " + inputs.get(0).shape();
    }

    /** The same sample with its answer. */
    GoldenSample answered(List<GoldenTensor> answers) {
        return new GoldenSample(id, note, inputs, answers);
    }
}
