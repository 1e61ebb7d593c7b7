package io.narrows.server.caching;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One text that is on its way through the model for one request, and those that wait for the same. It ends once: by
 * {@link #land}, or by {@link #successor} when nobody is left. Thread-safe; its lock is held for its own fields alone.
 */
final class Flight {
    private final RowKey key;
    private final List<Waiter> waiters = new ArrayList<>(0);
    private boolean landed;

    /**
     * A text of a lookup.
     *
     * @param place which of its distinct texts
     */
    record Waiter(Lookup lookup, int place) {}

    /** Takes off. */
    Flight(RowKey key) {
        this.key = key;
    }

    RowKey key() {
        return key;
    }

    /** Waits with the others; false when it is too late. */
    synchronized boolean join(Lookup lookup, int place) {
        return !landed && waiters.add(new Waiter(lookup, place));
    }

    /** Does not wait any more, for none of its texts. */
    synchronized void leave(Lookup lookup) {
        waiters.removeIf(waiter -> waiter.lookup() == lookup);
    }

    /** Those that wait now. */
    synchronized List<Waiter> waiters() {
        return List.copyOf(waiters);
    }

    /** Ends; gives those that waited. */
    synchronized List<Waiter> land() {
        landed = true;
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    /** Takes out the first of the waiters whose client is still there. Where there is none, nobody can join any more. */
    synchronized @Nullable Waiter successor() {
        for (int i = 0; i < waiters.size(); i++) {
            if (waiters.get(i).lookup().live()) {
                return waiters.remove(i);
            }
        }
        landed = true;
        return null;
    }

    synchronized int waiting() {
        return waiters.size();
    }

    /** Whether somebody waits whose client is still there. */
    synchronized boolean wanted() {
        for (int i = 0; i < waiters.size(); i++) {
            if (waiters.get(i).lookup().live()) {
                return true;
            }
        }
        return false;
    }
}
