package io.narrows.data.profile;

/**
 * One queue of a loader; means and parts are over time.
 *
 * @param name its name
 * @param depth chunks in it now
 * @param bytes that it holds now
 * @param deepest most chunks that it had
 * @param largestBytes most bytes that it held
 * @param meanDepth mean number of chunks
 * @param meanBytes mean bytes
 * @param emptyPart part of the time for which it was empty, 0 to 1
 * @param fullPart part of the time for which it was at its bound, in chunks or in bytes
 */
public record QueueFigures(
        String name,
        int depth,
        long bytes,
        int deepest,
        long largestBytes,
        double meanDepth,
        double meanBytes,
        double emptyPart,
        double fullPart) {}
