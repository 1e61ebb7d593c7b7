package io.narrows.golden;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a check is run. An immutable value.
 *
 * @param batches whether every sample is also asked once in a batch with samples of other lengths, so that faults of
 *     padding and batching show
 * @param anyModelHash whether to compare although the model's hash is known to differ from the set's
 * @param tolerance what to allow instead of what the set says; null for the set's own
 * @param noise how the model's own noise is measured before the check; null for what the batches of the check show
 * @param only ids of the samples to ask; empty for all
 */
public record GoldenCheckOptions(
        boolean batches,
        boolean anyModelHash,
        @Nullable GoldenTolerance tolerance,
        @Nullable NoiseOptions noise,
        List<String> only) {

    public GoldenCheckOptions {
        only = List.copyOf(only);
    }

    /** With batches, the set's tolerance, and only with the model that the set was recorded from. */
    public static GoldenCheckOptions defaults() {
        return new GoldenCheckOptions(true, false, null, null, List.of());
    }

    /** The same with or without batches. */
    public GoldenCheckOptions batches(boolean on) {
        return new GoldenCheckOptions(on, anyModelHash, tolerance, noise, only);
    }

    /** The same with or without the hash being compared. */
    public GoldenCheckOptions anyModelHash(boolean on) {
        return new GoldenCheckOptions(batches, on, tolerance, noise, only);
    }

    /** The same with another tolerance than the set's. */
    public GoldenCheckOptions tolerance(GoldenTolerance instead) {
        return new GoldenCheckOptions(batches, anyModelHash, instead, noise, only);
    }

    /** The same with the model's own noise measured in full before the check. */
    public GoldenCheckOptions noise(NoiseOptions how) {
        return new GoldenCheckOptions(batches, anyModelHash, tolerance, how, only);
    }

    /**
     * The same with some samples of the set only. Metrics of all samples together are then of those.
     *
     * @param ids of samples in the set; empty for all
     */
    public GoldenCheckOptions only(List<String> ids) {
        return new GoldenCheckOptions(batches, anyModelHash, tolerance, noise, ids);
    }
}
