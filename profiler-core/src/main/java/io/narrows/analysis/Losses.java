package io.narrows.analysis;

/**
 * What the recording lost, over the whole run and not only its measured part.
 *
 * @param droppedRecords records that found their thread's buffer full
 * @param incompleteTraces traces written with records missing
 * @param abandonedTraces traces that were never ended
 * @param misuses calls on a trace or batch that had ended before
 * @param lostDocuments documents that could not be written to the log
 */
public record Losses(
        long droppedRecords, long incompleteTraces, long abandonedTraces, long misuses, long lostDocuments) {

    /** Nothing lost. */
    public static final Losses NONE = new Losses(0, 0, 0, 0, 0);

    /** Whether anything that was recorded is missing from the log. */
    public boolean any() {
        return droppedRecords > 0 || incompleteTraces > 0 || lostDocuments > 0;
    }
}
