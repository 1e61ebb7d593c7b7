package io.narrows.server.batching;

/**
 * How pressing a task is.
 *
 * @param arrivedNs when its request arrived, by {@link System#nanoTime()}
 * @param priority lower numbers go first; at least 1
 * @param timeoutNs how long after its arrival the model may still be asked, in ns; 0 for ever
 */
public record Urgency(long arrivedNs, int priority, long timeoutNs) {
    public Urgency {
        if (priority < 1) {
            throw new IllegalArgumentException("priority is " + priority + "; it must be at least 1");
        }
        if (timeoutNs < 0) {
            throw new IllegalArgumentException("timeoutNs is " + timeoutNs + "; it must not be negative");
        }
    }
}
