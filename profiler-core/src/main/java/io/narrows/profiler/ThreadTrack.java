package io.narrows.profiler;

import io.narrows.log.LogDocument;
import io.narrows.log.ThreadStages;
import io.narrows.log.buffer.RecordConsumer;
import io.narrows.log.buffer.RecordLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Notes what the thread worked on whose records one buffer holds. For the drainer alone. */
final class ThreadTrack implements RecordConsumer {

    /** Boundaries of one document. */
    private static final int MOST = 512;

    /** They are not kept back for longer. */
    private static final long LONGEST_NS = 1_000_000_000L;

    private final Consumer<LogDocument> output;
    private final List<ThreadStages.Boundary> boundaries = new ArrayList<>();
    private long threadId;

    /**
     * Begins without an owner: until one is told, nothing is noted.
     *
     * @param output takes the documents
     */
    ThreadTrack(Consumer<LogDocument> output) {
        this.output = output;
    }

    @Override
    public void accept(long number, long serial, long value, long meta) {
        switch (RecordLayout.type(meta)) {
            case RecordLayout.OWNER -> {
                flush();
                threadId = serial;
            }
            case RecordLayout.ENTER -> note(number, serial, false, RecordLayout.id(meta));
            case RecordLayout.LEAVE, RecordLayout.END -> note(number, serial, false, ThreadStages.NONE);
            case RecordLayout.BATCH_ENTER -> note(number, serial, true, RecordLayout.id(meta));
            case RecordLayout.BATCH_LEAVE, RecordLayout.BATCH_END -> note(number, serial, true, ThreadStages.NONE);
            default -> {}
        }
    }

    private void note(long atNs, long serial, boolean batch, int stage) {
        if (threadId != 0) {
            boundaries.add(new ThreadStages.Boundary(atNs, serial, batch, stage));
            if (boundaries.size() == MOST) {
                flush();
            }
        }
    }

    /** Writes what is older than a second. */
    void tend(long nowNs) {
        if (!boundaries.isEmpty() && nowNs - boundaries.get(0).atNs() > LONGEST_NS) {
            flush();
        }
    }

    /** Writes what there is. */
    void flush() {
        if (!boundaries.isEmpty()) {
            output.accept(new ThreadStages(threadId, boundaries));
            boundaries.clear();
        }
    }
}
