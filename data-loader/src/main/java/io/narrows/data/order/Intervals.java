package io.narrows.data.order;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of positions as ranges that do not touch. Not thread-safe. */
public final class Intervals {
    /** Positions {@code from} to {@code to - 1}. */
    public record Range(long from, long to) {
        public Range {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("positions " + from + " to " + to + ": they must grow, from 0 on");
            }
        }

        public long size() {
            return to - from;
        }
    }

    /** End of each range by its begin. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    private long size;

    /**
     * A set of ranges in any order.
     *
     * @throws IllegalArgumentException when two of them overlap
     */
    public static Intervals of(Collection<Range> ranges) {
        Intervals set = new Intervals();
        ranges.forEach(range -> set.add(range.from(), range.to()));
        return set;
    }

    /** All positions below {@code samples}. */
    public static Intervals below(long samples) {
        Intervals set = new Intervals();
        if (samples > 0) {
            set.add(0, samples);
        }
        return set;
    }

    public Intervals copy() {
        Intervals copy = new Intervals();
        copy.ends.putAll(ends);
        copy.size = size;
        return copy;
    }

    /** How many positions are in it. */
    public long size() {
        return size;
    }

    /** The ranges, in order. */
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(ends.size());
        ends.forEach((from, to) -> ranges.add(new Range(from, to)));
        return ranges;
    }

    /**
     * Adds positions.
     *
     * @throws IllegalArgumentException when one of them is in it already
     */
    public void add(long from, long to) {
        Map.Entry<Long, Long> before = ends.lowerEntry(to);
        if (from >= to || (before != null && before.getValue() > from)) {
            throw new IllegalArgumentException("positions " + from + " to " + to + ": "
                    + (from >= to ? "they must grow" : "some are there already"));
        }
        long begin = from;
        long end = to;
        if (before != null && before.getValue() == from) {
            begin = before.getKey();
        }
        Long after = ends.remove(to);
        if (after != null) {
            end = after;
        }
        ends.put(begin, end);
        size += to - from;
    }

    /**
     * Takes positions away.
     *
     * @throws IllegalArgumentException when one of them is not in it
     */
    public void remove(long from, long to) {
        Map.Entry<Long, Long> holder = ends.floorEntry(from);
        if (from >= to || holder == null || holder.getValue() < to) {
            throw new IllegalArgumentException("positions " + from + " to " + to + ": some are not there");
        }
        long begin = holder.getKey();
        long end = holder.getValue();
        if (begin == from) {
            ends.remove(begin);
        } else {
            ends.put(begin, from);
        }
        if (end > to) {
            ends.put(to, end);
        }
        size -= to - from;
    }

    /**
     * A share of it: cut by count into {@code parts} that differ by one position at most, in order.
     *
     * @param part which of them, from 0
     */
    public Intervals part(int part, int parts) {
        if (parts < 1 || part < 0 || part >= parts) {
            throw new IllegalArgumentException("part " + part + " of " + parts + ": it must be 0 to " + (parts - 1));
        }
        long skip = share(part, parts);
        long left = share(part + 1, parts) - skip;
        Intervals share = new Intervals();
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            long from = range.getKey() + skip;
            long length = Math.min(range.getValue() - from, left);
            if (length > 0) {
                share.add(from, from + length);
                left -= length;
                skip = 0;
            } else {
                skip = Math.max(-(range.getValue() - from), 0);
            }
        }
        return share;
    }

    private long share(int part, int parts) {
        // Without the product size * part, which could be too large.
        return size / parts * part + Math.min(part, size % parts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intervals set && set.ends.equals(ends);
    }

    @Override
    public int hashCode() {
        return ends.hashCode();
    }

    @Override
    public String toString() {
        return ranges().toString();
    }
}
