package io.narrows.log;

/**
 * Loss and misuse since the log was opened; written when a number changed, and once before the footer.
 *
 * @param atNs time of the count, ns of the run's monotonic clock
 * @param droppedRecords records that found their thread's buffer full
 * @param incompleteTraces traces that lost records and were written with what was left of them
 * @param abandonedTraces traces that were never ended
 * @param misuses calls on a trace or batch that had ended before
 * @param lostDocuments documents that could not be written to the log
 * @param removedFiles files of the log that were deleted to stay under its limit on disk
 * @param removedBytes what they held on disk
 * @param listenerFailures calls of listeners that threw
 */
public record DropCount(
        long atNs,
        long droppedRecords,
        long incompleteTraces,
        long abandonedTraces,
        long misuses,
        long lostDocuments,
        long removedFiles,
        long removedBytes,
        long listenerFailures)
        implements LogDocument {}
