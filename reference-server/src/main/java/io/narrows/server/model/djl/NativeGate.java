package io.narrows.server.model.djl;

import io.narrows.server.model.ModelException;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * Lets native calls in until it is closed, and closes only when none is running: freeing a model under a running call ends
 * the process. Thread-safe.
 */
public final class NativeGate {
    private final StampedLock lock = new StampedLock();
    private final String model;
    private volatile boolean closed;

    /**
     * @param model name of the model, for messages
     */
    public NativeGate(String model) {
        this.model = model;
    }

    /**
     * Enters; the result is handed to {@link #leave}.
     *
     * @throws ModelException when it is closed
     */
    public long enter() {
        long stamp = lock.readLock();
        if (closed) {
            lock.unlockRead(stamp);
            throw new ModelException("model \"" + model + "\" is closed");
        }
        return stamp;
    }

    /** Leaves. */
    public void leave(long stamp) {
        lock.unlockRead(stamp);
    }

    /**
     * Makes a native call inside.
     *
     * @throws ModelException when it is closed
     */
    public <T> T call(Supplier<T> call) {
        long stamp = enter();
        try {
            return call.get();
        } finally {
            leave(stamp);
        }
    }

    /**
     * Makes a native call inside.
     *
     * @throws ModelException when it is closed
     */
    public void run(Runnable call) {
        long stamp = enter();
        try {
            call.run();
        } finally {
            leave(stamp);
        }
    }

    /** Frees what belongs to the model inside; does nothing when it is closed, because then all of it went with the model. */
    public void free(Runnable release) {
        long stamp = lock.readLock();
        try {
            if (!closed) {
                release.run();
            }
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Waits until all have left and lets nobody in again; runs {@code release} the first time. */
    public void close(Runnable release) {
        closed = true;
        long stamp = lock.writeLock();
        try {
            release.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }
}
