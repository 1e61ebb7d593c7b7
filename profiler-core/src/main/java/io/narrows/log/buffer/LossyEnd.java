package io.narrows.log.buffer;

/**
 * End of a trace or batch of which records were dropped, told by its handle instead of by records.
 *
 * @param batch whether it is a batch
 * @param serial its serial
 * @param kind id of its kind; 0 for a batch, like the trace id
 * @param traceIdHigh first half of its W3C trace id
 * @param traceIdLow second half
 * @param startNs when it began
 * @param endNs when it ended
 * @param records number of records it should have
 * @param failed whether it failed
 */
public record LossyEnd(
        boolean batch,
        long serial,
        int kind,
        long traceIdHigh,
        long traceIdLow,
        long startNs,
        long endNs,
        int records,
        boolean failed) {}
