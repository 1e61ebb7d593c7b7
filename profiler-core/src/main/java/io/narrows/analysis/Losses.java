package io.narrows.analysis;

/**
 * What the recording lost, over the whole run and not only its measured part.
 *
 * @param droppedRecords records that found their thread's buffer full
 * @param incompleteTraces traces written with records missing
 * @param abandonedTraces traces that were never ended
 * @param misuses calls on a trace or batch that had ended before
 * @param lostDocuments documents that could not be written to the log
 * @param removedFiles files of the log that were deleted to stay under its limit on disk
 * @param removedBytes what they held
 * @param listenerFailures calls of listeners that threw
 */
public record Losses(
        long droppedRecords,
        long incompleteTraces,
        long abandonedTraces,
        long misuses,
        long lostDocuments,
        long removedFiles,
        long removedBytes,
        long listenerFailures) {

    /** Nothing lost. */
    public static final Losses NONE = new Losses(0, 0, 0, 0, 0, 0, 0, 0);

    /** Whether anything that was recorded is missing from the log, other than what its limit on disk removed. */
    public boolean any() {
        return droppedRecords > 0 || incompleteTraces > 0 || lostDocuments > 0;
    }
}
