package io.narrows.environment;

import io.narrows.log.LaneTable.Mode;
import java.io.IOException;
import java.util.List;

/**
 * One place that the values of a few lanes are read from. Used by one thread at a time; keeps what it opened until it is
 * closed.
 */
interface LaneSource extends AutoCloseable {
    /** Value of a lane that this place does not tell on this system. */
    long ABSENT = Long.MIN_VALUE;

    /**
     * What is read.
     *
     * @param name its name
     * @param unit unit of its values
     * @param mode whether its level or its growth is told
     */
    record Lane(String name, String unit, Mode mode) {
        static Lane gauge(String name, String unit) {
            return new Lane(name, unit, Mode.GAUGE);
        }

        static Lane delta(String name, String unit) {
            return new Lane(name, unit, Mode.DELTA);
        }
    }

    /** Its lanes, always the same ones. */
    List<Lane> lanes();

    /**
     * Reads all of them. Of a {@link Mode#DELTA} lane this is the total so far.
     *
     * @param values takes them, in the order of the lanes
     * @param first index of the first
     * @throws IOException when the place cannot be read; the message stands for itself
     */
    void read(long[] values, int first) throws IOException;

    @Override
    default void close() {}
}
