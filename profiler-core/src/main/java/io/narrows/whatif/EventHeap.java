package io.narrows.whatif;

import java.util.Arrays;

/** Events by time: a binary heap in two arrays. Events of one time leave in an order that depends on the events alone. */
final class EventHeap {

    private long[] times;
    private long[] events;
    private int size;

    EventHeap(int capacity) {
        times = new long[Math.max(16, capacity)];
        events = new long[times.length];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Time of the next event, the largest there is where there is none. */
    long nextTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    void push(long time, long event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            events = Arrays.copyOf(events, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(time, event, parent)) {
                break;
            }
            times[at] = times[parent];
            events[at] = events[parent];
            at = parent;
        }
        times[at] = time;
        events[at] = event;
    }

    /** Takes the next event away. */
    long pop() {
        long first = events[0];
        long time = times[--size];
        long event = events[size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(times[child + 1], events[child + 1], child)) {
                child++;
            }
            if (before(time, event, child)) {
                break;
            }
            times[at] = times[child];
            events[at] = events[child];
            at = child;
        }
        times[at] = time;
        events[at] = event;
        return first;
    }

    private boolean before(long time, long event, int other) {
        return time < times[other] || (time == times[other] && event < events[other]);
    }
}
