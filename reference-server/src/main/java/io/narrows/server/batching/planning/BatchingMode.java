package io.narrows.server.batching.planning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How batches are formed. */
public enum BatchingMode {
    /** From what costs least by the learned cost model, like lengths together. */
    ADAPTIVE,
    /** In order, up to a size, waiting up to a delay for a batch to fill. */
    FIXED,
    /** In order, every request alone. */
    OFF;

    /** The name in configurations. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names in configurations. */
    public static List<String> words() {
        return Arrays.stream(values()).map(BatchingMode::word).toList();
    }

    /** The mode of a name in configurations. */
    public static BatchingMode of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
