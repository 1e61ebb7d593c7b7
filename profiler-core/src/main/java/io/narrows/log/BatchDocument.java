package io.narrows.log;

import java.util.List;

/**
 * Requests that were served together. Times are ns of the run's monotonic clock.
 *
 * @param serial number of the batch, unique in its run and never 0
 * @param startNs when the batch was opened
 * @param endNs when it ended
 * @param failed whether it failed as a whole
 * @param recovered whether it was put together from the buffers of a killed process
 * @param spans its stages, each executed once for all members
 * @param members the traces in it, in the order in which they were added
 * @param attributes its attributes
 */
public record BatchDocument(
        long serial,
        long startNs,
        long endNs,
        boolean failed,
        boolean recovered,
        List<TraceDocument.Span> spans,
        List<Member> members,
        List<TraceDocument.AttributeValue> attributes)
        implements LogDocument {

    public BatchDocument {
        spans = List.copyOf(spans);
        members = List.copyOf(members);
        attributes = List.copyOf(attributes);
    }

    /**
     * One member.
     *
     * @param traceSerial serial of its trace
     * @param weight its share of the work, in a unit of the embedder's (tokens, rows)
     */
    public record Member(long traceSerial, long weight) {}
}
