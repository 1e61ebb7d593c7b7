package io.narrows.environment;

import io.narrows.log.Pause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Joins the pauses of collections with what the collection says about itself when it ends: a concurrent collection pauses
 * several times and says at last why it was. A pause waits for that for a bounded time. Times in ns of the run's clock.
 * Used by one thread.
 */
final class GcPauses {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_WAITING = 256;

    private final Consumer<? super Pause> sink;
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(int gcId, long startNs, long endNs, String phase) {}

    GcPauses(Consumer<? super Pause> sink) {
        this.sink = sink;
    }

    /** The threads stood still. */
    void pause(int gcId, long startNs, long endNs, String phase) {
        if (waiting.size() == MOST_WAITING) {
            tell(waiting.remove(0), "");
        }
        waiting.add(new Waiting(gcId, startNs, endNs, phase));
    }

    /** A collection ended. */
    void collection(int gcId, String collector, String cause) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting pause = all.next();
            if (pause.gcId == gcId) {
                all.remove();
                tell(pause, collector + ": " + cause);
            }
        }
    }

    /** Does not wait longer for what was before. */
    void upTo(long nowNs) {
        while (!waiting.isEmpty() && nowNs - waiting.get(0).endNs > WAIT_NS) {
            tell(waiting.remove(0), "");
        }
    }

    /** Waits for nothing. */
    void tellAll() {
        waiting.forEach(pause -> tell(pause, ""));
        waiting.clear();
    }

    private void tell(Waiting pause, String collection) {
        String cause;
        if (collection.isEmpty()) {
            cause = pause.phase;
        } else if (pause.phase.equals("GC Pause")) { // the only one of its collection
            cause = collection;
        } else {
            cause = collection + ", " + pause.phase;
        }
        sink.accept(new Pause(Pause.Type.GC, pause.startNs, pause.endNs, cause, pause.gcId));
    }
}
