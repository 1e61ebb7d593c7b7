package io.narrows.report.export;

import java.util.TreeSet;

/**
 * Gives stretches of time to numbered tracks so that none overlap on one track. Not thread-safe.
 *
 * <p>The log has requests in the order of their end. Giving each to the free track that was used last, best fit, needs few
 * tracks in that order and never puts two that overlap on one, in any order.
 */
final class TrackPool {

    private final TreeSet<Track> byEnd = new TreeSet<>();
    private int tracks;

    private record Track(long endNs, int number) implements Comparable<Track> {
        @Override
        public int compareTo(Track other) {
            int byEnd = Long.compare(endNs, other.endNs);
            return byEnd != 0 ? byEnd : Integer.compare(number, other.number);
        }
    }

    /** Returns the number of the track for a stretch, from 0; equal to {@link #size} before the call for a new one. */
    int place(long startNs, long endNs) {
        Track free = byEnd.floor(new Track(startNs, Integer.MAX_VALUE));
        int number = free == null ? tracks++ : free.number;
        if (free != null) {
            byEnd.remove(free);
        }
        byEnd.add(new Track(endNs, number));
        return number;
    }

    int size() {
        return tracks;
    }
}
