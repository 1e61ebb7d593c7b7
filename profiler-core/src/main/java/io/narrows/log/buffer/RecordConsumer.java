package io.narrows.log.buffer;

/** Takes the records of one buffer, in the order in which they were written. */
@FunctionalInterface
public interface RecordConsumer {

    /** Takes one record; see {@link RecordLayout}. */
    void accept(long number, long serial, long value, long meta);
}
