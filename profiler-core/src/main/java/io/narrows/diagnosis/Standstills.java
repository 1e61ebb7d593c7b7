package io.narrows.diagnosis;

import io.narrows.log.Pause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches in which all threads of the process stood still for the garbage collector. Immutable. */
final class Standstills {

    private final long[] startNs;
    private final long[] endNs;

    /** Length of all before the one of the same index. */
    private final long[] beforeNs;

    private final List<Pause> pauses;

    /** Takes pauses of the collector, in any order; overlapping ones are joined. */
    Standstills(List<Pause> collected) {
        List<Pause> sorted = new ArrayList<>(collected);
        sorted.sort(Comparator.comparingLong(Pause::startNs));
        pauses = List.copyOf(sorted);
        startNs = new long[sorted.size()];
        endNs = new long[sorted.size()];
        beforeNs = new long[sorted.size() + 1];
        long end = Long.MIN_VALUE;
        for (int i = 0; i < startNs.length; i++) {
            startNs[i] = Math.max(end, sorted.get(i).startNs());
            endNs[i] = Math.max(startNs[i], sorted.get(i).endNs());
            end = endNs[i];
            beforeNs[i + 1] = beforeNs[i] + endNs[i] - startNs[i];
        }
    }

    List<Pause> pauses() {
        return pauses;
    }

    /** How much of a stretch of time they cover. */
    long within(long fromNs, long toNs) {
        return Math.max(0, until(toNs) - until(fromNs));
    }

    private long until(long ns) {
        int low = 0;
        int high = startNs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (startNs[middle] < ns) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : beforeNs[low - 1] + Math.min(endNs[low - 1], ns) - startNs[low - 1];
    }
}
