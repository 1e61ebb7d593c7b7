package io.narrows.golden;

/**
 * How a check is run. An immutable value.
 *
 * @param batches whether every sample is also asked once in a batch with samples of other lengths, so that faults of
 *     padding and batching show
 * @param anyModelHash whether to compare although the model's hash is known to differ from the set's
 */
public record GoldenCheckOptions(boolean batches, boolean anyModelHash) {

    /** With batches, and only with the model that the set was recorded from. */
    public static GoldenCheckOptions defaults() {
        return new GoldenCheckOptions(true, false);
    }

    /** The same with or without batches. */
    public GoldenCheckOptions batches(boolean on) {
        return new GoldenCheckOptions(on, anyModelHash);
    }

    /** The same with or without the hash being compared. */
    public GoldenCheckOptions anyModelHash(boolean on) {
        return new GoldenCheckOptions(batches, on);
    }
}
