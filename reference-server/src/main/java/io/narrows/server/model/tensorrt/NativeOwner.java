package io.narrows.server.model.tensorrt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns native objects and releases them, the last one first: each may need those before it until it is gone. For one thread
 * at a time.
 */
final class NativeOwner implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private boolean closed;

    /**
     * Takes an object over.
     *
     * @param release called once, when this closes
     * @return the object
     * @throws IllegalStateException when this is closed; the object is released then
     */
    <T> T own(T object, Consumer<? super T> release) {
        if (closed) {
            release.accept(object);
            throw new IllegalStateException("the owner is closed");
        }
        releases.push(() -> release.accept(object));
        return object;
    }

    /**
     * Releases all, also when releasing one of them throws; what is thrown first comes through at the end. Again: does nothing.
     */
    @Override
    public void close() {
        closed = true;
        @Nullable RuntimeException first = null;
        while (!releases.isEmpty()) {
            try {
                releases.pop().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
