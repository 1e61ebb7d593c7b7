package io.narrows.data.pipeline;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardException;
import io.narrows.data.source.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Shards that are open because somebody reads them or did so lately. A shard is opened once for all who want it at a time; one
 * that could not be opened is not tried again. Thread-safe.
 */
final class OpenShards implements AutoCloseable {
    /** Shards that nobody reads and that are kept open all the same. */
    private static final int IDLE = 32;

    private static final class Entry {
        @Nullable
        Shard shard;

        int users;
    }

    private final Shards shards;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final Map<Integer, Entry> entries = new HashMap<>();
    private final LinkedHashMap<Integer, Entry> idle = new LinkedHashMap<>();
    private final Map<Integer, Throwable> refused = new HashMap<>();
    private boolean closed;

    OpenShards(Shards shards) {
        this.shards = shards;
    }

    /** Whether taking this shard needs no opening, because it is open or is known not to open. */
    boolean settled(int number) {
        lock.lock();
        try {
            Entry entry = entries.get(number);
            return refused.containsKey(number) || (entry != null && entry.shard != null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens a shard where it is not open yet; {@link #giveBack} when done with it.
     *
     * @throws IOException when it cannot be opened, or could not earlier, or the loader is closed
     */
    Shard take(int number) throws IOException, InterruptedException {
        Entry entry;
        lock.lockInterruptibly();
        try {
            while (true) {
                refuse(number);
                entry = entries.get(number);
                if (entry == null) {
                    entry = new Entry();
                    entry.users = 1;
                    entries.put(number, entry);
                    break;
                }
                Shard shard = entry.shard;
                if (shard != null) {
                    idle.remove(number);
                    entry.users++;
                    return shard;
                }
                opened.await();
            }
        } finally {
            lock.unlock();
        }
        return open(number, entry);
    }

    /** A shard if it is open; {@link #giveBack} when done with it. */
    @Nullable
    Shard takeIfOpen(int number) {
        lock.lock();
        try {
            Entry entry = entries.get(number);
            if (closed || entry == null || entry.shard == null) {
                return null;
            }
            idle.remove(number);
            entry.users++;
            return entry.shard;
        } finally {
            lock.unlock();
        }
    }

    private void refuse(int number) throws IOException {
        if (closed) {
            throw new IOException(shards.name(number) + ": the loader is closed");
        }
        Throwable before = refused.get(number);
        if (before instanceof VirtualMachineError failure) {
            throw failure; // nothing that only this shard's samples should pay for
        }
        if (before != null) {
            throw before instanceof IOException failure ? failure : new IOException(Reason.of(before), before);
        }
    }

    private Shard open(int number, Entry entry) throws IOException, InterruptedException {
        Shard shard = null;
        Throwable failure = null;
        try {
            shard = checked(number, shards.open(number));
            return shard;
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            lock.lock();
            try {
                if (shard != null) {
                    entry.shard = shard;
                } else {
                    entries.remove(number);
                    if (failure != null && !(failure instanceof InterruptedException)) {
                        refused.put(number, failure);
                    }
                }
                opened.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private Shard checked(int number, Shard shard) throws ShardException {
        if (shard.samples() != shards.samples(number)) {
            int found = shard.samples();
            shard.close();
            throw new ShardException(
                    shards.name(number),
                    -1,
                    found + " samples where the data set says " + shards.samples(number) + "; the file has changed",
                    false,
                    null);
        }
        return shard;
    }

    void giveBack(int number) {
        Shard close = null;
        lock.lock();
        try {
            Entry entry = entries.get(number);
            if (entry == null || --entry.users > 0) {
                return;
            }
            idle.put(number, entry);
            if (closed || idle.size() > IDLE) {
                int oldest = closed ? number : idle.keySet().iterator().next();
                Entry out = idle.remove(oldest);
                entries.remove(oldest);
                close = out == null ? null : out.shard;
            }
        } finally {
            lock.unlock();
        }
        if (close != null) {
            close.close();
        }
    }

    /** Shards that are open now. */
    int open() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** Closes what nobody uses, now, and the rest as it is given back. */
    @Override
    public void close() {
        Entry[] out;
        lock.lock();
        try {
            closed = true;
            out = idle.values().toArray(Entry[]::new);
            entries.keySet().removeAll(idle.keySet());
            idle.clear();
            opened.signalAll();
        } finally {
            lock.unlock();
        }
        for (Entry entry : out) {
            Shard shard = entry.shard;
            if (shard != null) {
                shard.close();
            }
        }
    }
}
