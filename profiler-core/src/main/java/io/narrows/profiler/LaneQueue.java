package io.narrows.profiler;

import io.narrows.log.LogDocument;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Takes the lanes' documents from their threads to the drainer. What finds it full is lost and counted. Thread-safe. */
final class LaneQueue implements Consumer<LogDocument> {
    /** Some seconds of samples, and a burst of pauses. */
    static final int MAX_DOCUMENTS = 4096;

    private final ArrayBlockingQueue<LogDocument> documents = new ArrayBlockingQueue<>(MAX_DOCUMENTS);
    private final LongAdder lost = new LongAdder();

    @Override
    public void accept(LogDocument document) {
        if (!documents.offer(document)) {
            lost.increment();
        }
    }

    /** Passes on what came since the last time, oldest first. For the drainer. */
    void drainTo(Consumer<LogDocument> output) {
        // No more than it can hold, so that a lane that is always there cannot keep the drainer.
        for (int i = 0; i < MAX_DOCUMENTS; i++) {
            LogDocument document = documents.poll();
            if (document == null) {
                return;
            }
            output.accept(document);
        }
    }

    long lost() {
        return lost.sum();
    }
}
