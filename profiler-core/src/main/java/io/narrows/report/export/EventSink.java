package io.narrows.report.export;

import java.io.IOException;
import java.util.List;

/**
 * A timeline being written: slices on tracks, counters, arrows between slices. Times are ns of the run's monotonic clock. Slices
 * of one track nest or lie apart; an inner one is begun after and ended before its outer one. Not thread-safe.
 */
interface EventSink {

    /**
     * What the timeline is of; told before anything else.
     *
     * @param anchorNs a moment of the monotonic clock
     * @param anchorWallNs the same in ns since 1970-01-01T00:00:00Z
     */
    void process(String name, long processId, long anchorNs, long anchorWallNs) throws IOException;

    /** A group of tracks that belong together; returns its number. */
    int group(String name) throws IOException;

    /** A track for slices; returns its number. */
    int track(int group, String name) throws IOException;

    /** A track for a counter; returns its number. */
    int counter(int group, String name, String unit) throws IOException;

    /** Begins a slice, whose end is known already. */
    void begin(int track, Slice slice) throws IOException;

    /** Ends the innermost slice of a track. */
    void end(int track, long endNs) throws IOException;

    /** A value of a counter from a moment on. */
    void count(int counter, long atNs, double value) throws IOException;

    /** Writes what is still held. */
    void finish() throws IOException;

    /**
     * One slice.
     *
     * @param name what was done
     * @param category what kind of thing it is
     * @param arrowsOut arrows that begin here
     * @param arrowsIn arrows that end here; some may have no beginning in the file
     */
    record Slice(
            String name,
            String category,
            long startNs,
            long endNs,
            List<Argument> arguments,
            List<Long> arrowsOut,
            List<Long> arrowsIn) {

        Slice(String name, String category, long startNs, long endNs, List<Argument> arguments) {
            this(name, category, startNs, endNs, arguments, List.of(), List.of());
        }
    }

    /**
     * Something worth knowing about a slice.
     *
     * @param value a {@link String}, {@link Long} or {@link Double}
     */
    record Argument(String name, Object value) {}
}
