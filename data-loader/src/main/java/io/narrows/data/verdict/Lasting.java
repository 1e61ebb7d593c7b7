package io.narrows.data.verdict;

import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import java.util.ArrayList;
import java.util.List;

/** The throughput of a loader, as far as it lasts. */
final class Lasting {
    /*
     * A group that is faster than those behind it works ahead until the memory is full. When those behind are made faster, they live
     * on that: for as long as there is some of it, more comes out than goes in. What lasts is what goes in.
     *
     *   first group   second group   consumer
     *   500 /s   ->     333 /s   ->   333 /s     held back now and then: as much goes in as comes out, in the long run
     *   500 /s   ->     667 /s   ->   667 /s     never held back, and yet more comes out: 500 /s last
     */

    /** A group that was held back for more than this part of its time could have done more. */
    private static final double HELD_BACK = 0.01;

    private Lasting() {}

    /**
     * Batches in a second between counts: those that came out, or what a group let through that gave all it could where that was
     * less.
     *
     * @param marks at least two, in the order of time
     */
    static List<Double> rates(List<LoaderCounts> marks) {
        LoaderCounts first = marks.get(0);
        LoaderCounts last = marks.get(marks.size() - 1);
        int end = last.groups().size() - 1;
        double out = let(first, last, end);
        double least = out;
        int limit = -1;
        for (int group = 0; group < end; group++) {
            double let = let(first, last, group);
            if (let < least && let + underWay(first, last, group) < out && gaveAll(first, last, group)) {
                least = let;
                limit = group;
            }
        }
        double batchesOfSample = delivered(first, last) / Math.max(1, out);
        List<Double> rates = new ArrayList<>();
        for (int i = 1; i < marks.size(); i++) {
            LoaderCounts from = marks.get(i - 1);
            LoaderCounts to = marks.get(i);
            double batches = limit < 0 ? delivered(from, to) : let(from, to, limit) * batchesOfSample;
            rates.add(1e9 * batches / Math.max(1, to.atNs() - from.atNs()));
        }
        return rates;
    }

    private static double delivered(LoaderCounts from, LoaderCounts to) {
        return (double) (to.consumer().batches() - from.consumer().batches());
    }

    /** Samples that a group was done with. */
    private static double let(LoaderCounts from, LoaderCounts to, int group) {
        return (double)
                (to.groups().get(group).samples() - from.groups().get(group).samples());
    }

    /** Samples that its workers may be at when they are counted: a chunk each. */
    private static double underWay(LoaderCounts from, LoaderCounts to, int group) {
        GroupFigures now = to.groups().get(group);
        long chunks = now.chunks() - from.groups().get(group).chunks();
        return now.workers() * let(from, to, group) / Math.max(1, chunks);
    }

    /** Whether it was at work until the end, and never held back. */
    private static boolean gaveAll(LoaderCounts from, LoaderCounts to, int group) {
        GroupFigures then = from.groups().get(group);
        GroupFigures now = to.groups().get(group);
        return now.workers() > 0 && now.blockedNs() - then.blockedNs() <= HELD_BACK * (now.wallNs() - then.wallNs());
    }
}
