package io.narrows.report;

import org.jspecify.annotations.Nullable;

/**
 * Outcome of the golden check, read from {@code golden.json}.
 *
 * @param passed whether every sample agreed
 * @param compared how many samples were compared
 * @param set the golden set
 * @param engine the engine that answered, empty where the file does not say
 * @param maxAbs largest absolute difference, or null
 * @param minCosine smallest cosine, or null
 * @param worst the worst sample in words, empty where the file does not say
 */
public record GoldenSummary(
        boolean passed,
        long compared,
        String set,
        String engine,
        @Nullable Double maxAbs,
        @Nullable Double minCosine,
        String worst) {}
