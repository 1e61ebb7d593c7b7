package io.narrows.profiler;

import io.narrows.log.LogDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the documents that the drainer writes. Thread-safe. */
final class MemorySink implements DocumentSink {
    private final List<LogDocument> documents = new ArrayList<>();
    private boolean failing;
    private @Nullable Throwable failure;
    private boolean held;
    private boolean closed;

    @Override
    public synchronized void write(LogDocument document) {
        if (failing) {
            throw new IllegalStateException("the disk is full");
        }
        if (failure != null) {
            throw MemorySink.<RuntimeException>undeclared(failure);
        }
        while (held) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts the drainer", e);
            }
        }
        documents.add(document);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    synchronized void failing(boolean fail) {
        failing = fail;
    }

    /** Lets writes fail with anything, as code may that throws checked exceptions undeclared; null lets them succeed. */
    synchronized void failingWith(@Nullable Throwable anything) {
        failure = anything;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T undeclared(Throwable anything) throws T {
        throw (T) anything;
    }

    /** Lets writes block, or lets them go. */
    synchronized void held(boolean hold) {
        held = hold;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized <T extends LogDocument> List<T> all(Class<T> type) {
        return documents.stream().filter(type::isInstance).map(type::cast).toList();
    }

    synchronized List<LogDocument> all() {
        return List.copyOf(documents);
    }

    /** Waits until there are so many documents of a type. */
    synchronized <T extends LogDocument> List<T> await(Class<T> type, int count) throws InterruptedException {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (all(type).size() < count) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("waited 20 s for " + count + " of " + type.getSimpleName() + ", got "
                        + all(type).size());
            }
            wait(100);
        }
        return all(type);
    }
}
