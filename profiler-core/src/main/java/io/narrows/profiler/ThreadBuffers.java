package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.RecordLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of all recording threads.
 *
 * <p>{@link #write} is for any thread; the other package-private methods are for the drainer alone.
 */
final class ThreadBuffers {
    /*
     * A platform thread takes a spare buffer for itself and keeps it until it dies; then the drainer makes it a spare
     * again. It never makes one itself: filling a file takes a millisecond, and an interrupted thread cannot use file
     * channels. While there is no spare, and above MAX_OWN buffers, it writes to the shared ones, and so do virtual
     * threads, always: there may be a million of them.
     *
     * A shared buffer is claimed for one record (some ns). Between claiming and letting go nothing blocks, so a claim is
     * held for longer only when its thread loses its core. If all are held, a thread yields a few times, for the holder to
     * get a core, and then drops the record rather than wait.
     */
    private static final int SPARES = 4;
    private static final int FIRST_SHARED = 4;
    private static final int MAX_OWN = 128;
    private static final int SPINS = 8;
    private static final int YIELDS = 24;

    /** Passes that go by without a try after one for which there was no memory. */
    private static final int REST_PASSES = 1000;

    private final IntFunction<EventBuffer> maker;
    private final boolean namesOwners;
    private final int maxShared =
            Math.max(FIRST_SHARED, Math.min(64, 2 * Runtime.getRuntime().availableProcessors()));

    private final ThreadLocal<Owner> owner = ThreadLocal.withInitial(Owner::new);
    private final ConcurrentLinkedQueue<EventBuffer> spares = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Owner> newOwners = new ConcurrentLinkedQueue<>();
    private final LongAdder dropped = new LongAdder();

    private volatile EventBuffer[] shared = new EventBuffer[0];
    private volatile boolean contended;
    private volatile boolean released;

    // The drainer's.
    private final List<Owner> owners = new ArrayList<>();
    private volatile List<EventBuffer> all = List.of();
    private int own;
    private int restPasses;

    /**
     * Which buffer a platform thread has. A trace keeps the owner of the thread that it is on, which saves the look-up of a
     * thread-local variable per record; so whoever takes the buffer away takes it from here.
     */
    static final class Owner {
        private final Thread thread = Thread.currentThread();
        private @Nullable EventBuffer buffer;

        /** Whether it is that of the calling thread. */
        boolean isCurrent() {
            return thread == Thread.currentThread();
        }
    }

    /**
     * Makes the first buffers.
     *
     * @param maker makes a buffer, given its number; called here and by the drainer
     */
    ThreadBuffers(IntFunction<EventBuffer> maker) {
        this(maker, false);
    }

    /**
     * Makes the first buffers.
     *
     * @param maker makes a buffer, given its number; called here and by the drainer
     * @param namesOwners whether a record in each buffer says which thread's records follow
     */
    ThreadBuffers(IntFunction<EventBuffer> maker, boolean namesOwners) {
        this.maker = maker;
        this.namesOwners = namesOwners;
        for (int i = 0; i < FIRST_SHARED; i++) {
            addShared();
        }
        refill();
    }

    /** The calling thread as owner of a buffer, which it may not have yet; null for a virtual thread. */
    @Nullable
    Owner owner() {
        return VirtualThreads.isVirtual(Thread.currentThread()) ? null : owner.get();
    }

    /**
     * Appends a record to the calling thread's buffer; false, and counted, when there is no room.
     *
     * @param mine the calling thread's {@link #owner}
     */
    boolean write(@Nullable Owner mine, long number, long serial, long value, long meta) {
        EventBuffer buffer = mine == null ? null : mine.buffer;
        if (buffer != null) {
            return buffer.write(number, serial, value, meta);
        }
        return writeWithoutBuffer(mine, number, serial, value, meta);
    }

    private boolean writeWithoutBuffer(@Nullable Owner mine, long number, long serial, long value, long meta) {
        EventBuffer buffer = mine == null ? null : takeSpare(mine);
        if (buffer != null) {
            return buffer.write(number, serial, value, meta);
        }
        return writeShared(Thread.currentThread().hashCode(), number, serial, value, meta);
    }

    private @Nullable EventBuffer takeSpare(Owner mine) {
        EventBuffer buffer = spares.poll();
        if (buffer != null) {
            buffer.named(mine.thread.getName());
            if (namesOwners) {
                buffer.write(0, mine.thread.getId(), 0, RecordLayout.meta(0, 0, RecordLayout.OWNER));
            }
            mine.buffer = buffer;
            newOwners.add(mine);
            if (released) {
                mine.buffer = null;
            }
        }
        return buffer;
    }

    @SuppressWarnings("ThreadPriorityCheck") // after spinning, the thread that holds the buffer has to get a core
    private boolean writeShared(int hash, long number, long serial, long value, long meta) {
        EventBuffer[] buffers = shared;
        int first = (hash & Integer.MAX_VALUE) % buffers.length;
        for (int round = 0; round < SPINS + YIELDS; round++) {
            for (int i = 0; i < buffers.length; i++) {
                EventBuffer buffer = buffers[(first + i) % buffers.length];
                if (buffer.tryClaim()) {
                    try {
                        return buffer.write(number, serial, value, meta);
                    } finally {
                        buffer.unclaim();
                    }
                }
            }
            contended = true;
            if (round < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        dropped.increment();
        return false;
    }

    /** All buffers there are; may be called by any thread. */
    List<EventBuffer> all() {
        return all;
    }

    /** Records that found no room anywhere. For any thread. */
    long dropped() {
        long sum = dropped.sum();
        for (EventBuffer buffer : all) {
            sum += buffer.dropped();
        }
        return sum;
    }

    /** Makes the buffers of dead threads spares again, and sees to it that there are spares and shared buffers enough. */
    void tend() {
        for (Owner next = newOwners.poll(); next != null; next = newOwners.poll()) {
            owners.add(next);
        }
        // That a thread is dead is seen after all it wrote, so its successor may go on where it stopped.
        owners.removeIf(candidate -> {
            EventBuffer buffer = candidate.buffer;
            if (buffer == null || candidate.thread.isAlive()) {
                return false;
            }
            candidate.buffer = null; // first: a buffer that became a spare twice would have two writers
            spares.add(buffer);
            return true;
        });
        tryForMore();
    }

    private void refill() {
        while (own < MAX_OWN && spares.size() < SPARES) {
            spares.add(create());
            own++;
        }
    }

    /** Where there is no memory outside of the heap, each try would cost the host a collection of its garbage. */
    private void tryForMore() {
        if (restPasses > 0) {
            restPasses--;
            return;
        }
        try {
            if (contended && shared.length < maxShared) {
                contended = false;
                addShared();
            }
            refill();
        } catch (OutOfMemoryError e) {
            restPasses = REST_PASSES;
        }
    }

    private void addShared() {
        EventBuffer[] before = shared;
        EventBuffer[] after = new EventBuffer[before.length + 1];
        System.arraycopy(before, 0, after, 0, before.length);
        EventBuffer buffer = create();
        buffer.named("shared " + before.length);
        after[before.length] = buffer;
        shared = after;
    }

    private EventBuffer create() {
        List<EventBuffer> more = new ArrayList<>(all);
        EventBuffer buffer = maker.apply(more.size());
        more.add(buffer);
        // Before any thread can write to it, so that a pass that begins later reads it.
        all = List.copyOf(more);
        return buffer;
    }

    /**
     * Takes their buffers from all threads, which may live on for long and would keep them mapped. For after the last pass:
     * who still writes does so to a buffer that nobody reads.
     */
    void release() {
        released = true;
        for (Owner next = newOwners.poll(); next != null; next = newOwners.poll()) {
            owners.add(next);
        }
        owners.forEach(thread -> thread.buffer = null);
        owners.clear();
        spares.clear();
    }

    /** Takes its buffer from the calling thread. */
    void leave() {
        owner.remove();
    }
}
