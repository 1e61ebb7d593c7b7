package io.narrows.data.pipeline;

import io.narrows.data.order.Intervals;
import java.util.ArrayList;
import java.util.List;

/** Walks over positions, range by range. Not thread-safe. */
final class Ranges {
    private final List<Intervals.Range> ranges;
    private int range;
    private long at;

    Ranges(Intervals positions) {
        ranges = positions.ranges();
        at = ranges.isEmpty() ? -1 : ranges.get(0).from();
    }

    private Ranges(Ranges from) {
        ranges = from.ranges;
        range = from.range;
        at = from.at;
    }

    /** The position that is next, or -1 at the end. */
    long at() {
        return at;
    }

    /** The end of the range that it is in. */
    long end() {
        return ranges.get(range).to();
    }

    /** Goes on, at most to the end of the range. */
    void pass(long count) {
        at += count;
        if (at > end()) {
            throw new IllegalStateException("position " + at + " lies behind the range up to " + end());
        }
        if (at == end()) {
            range++;
            at = range == ranges.size() ? -1 : ranges.get(range).from();
        }
    }

    /** Another walk, from where this one is. */
    Ranges fork() {
        return new Ranges(this);
    }

    /** Passes all positions below {@code bound} and returns them. */
    List<Intervals.Range> passBelow(long bound) {
        List<Intervals.Range> passed = new ArrayList<>();
        while (at >= 0 && at < bound) {
            long to = Math.min(bound, end());
            passed.add(new Intervals.Range(at, to));
            pass(to - at);
        }
        return passed;
    }
}
