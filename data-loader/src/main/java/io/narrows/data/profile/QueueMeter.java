package io.narrows.data.profile;

import io.narrows.profiler.NanoClock;

/**
 * How much stood in a queue and for how long. Told of each chunk that goes in or out, with the readings of the clock that these
 * take; thread-safe by a lock that is held for some ns.
 */
public final class QueueMeter {
    private final String name;
    private final NanoClock clock;
    private final int mostItems;
    private final long mostBytes;
    private final long startNs;

    private long sinceNs;
    private int depth;
    private long bytes;
    private int deepest;
    private long largestBytes;
    private double depthNs;
    private double bytesNs;
    private long emptyNs;
    private long fullNs;

    QueueMeter(String name, NanoClock clock, int mostItems, long mostBytes) {
        this.name = name;
        this.clock = clock;
        this.mostItems = mostItems;
        this.mostBytes = mostBytes;
        startNs = clock.nanoTime();
        sinceNs = startNs;
    }

    /** Something went in. */
    public synchronized void added(long itsBytes) {
        change(1, itsBytes);
    }

    /** Something went out. */
    public synchronized void removed(long itsBytes) {
        change(-1, -itsBytes);
    }

    /** What is held became more, or less, without anything going in or out. */
    public synchronized void grew(long byBytes) {
        change(0, byBytes);
    }

    private void change(int items, long byBytes) {
        pass(clock.nanoTime());
        depth += items;
        bytes += byBytes;
        deepest = Math.max(deepest, depth);
        largestBytes = Math.max(largestBytes, bytes);
    }

    private void pass(long now) {
        long passed = Math.max(0, now - sinceNs); // who read the clock first may come in second
        depthNs += (double) depth * passed;
        bytesNs += (double) bytes * passed;
        emptyNs += depth == 0 ? passed : 0;
        fullNs += depth >= mostItems || bytes >= mostBytes ? passed : 0;
        sinceNs += passed;
    }

    synchronized QueueFigures figures() {
        pass(clock.nanoTime());
        double wall = Math.max(1, sinceNs - startNs);
        return new QueueFigures(
                name,
                depth,
                bytes,
                deepest,
                largestBytes,
                depthNs / wall,
                bytesNs / wall,
                emptyNs / wall,
                fullNs / wall);
    }
}
