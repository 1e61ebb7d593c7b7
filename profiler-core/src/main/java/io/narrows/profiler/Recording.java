package io.narrows.profiler;

import io.narrows.log.buffer.LossyEnd;
import org.jspecify.annotations.Nullable;

/** What traces and batches write to: a running recording, or nothing. Called by every recording thread. */
abstract class Recording {
    private final Names names = new Names();
    private final boolean breakdowns;

    /**
     * Prepares names.
     *
     * @param breakdowns whether traces keep what {@link Trace#breakdown} tells
     */
    Recording(boolean breakdowns) {
        this.breakdowns = breakdowns;
    }

    final boolean breakdowns() {
        return breakdowns;
    }

    final Names names() {
        return names;
    }

    /** Whether traces and batches that begin now are recorded. */
    abstract boolean recording();

    /** Reads the clock once. */
    abstract long now();

    /** What {@link #write} needs of the calling thread, good for as long as {@link ThreadBuffers.Owner#isCurrent}. */
    abstract ThreadBuffers.@Nullable Owner owner();

    /** Takes one record; false when it found no room. */
    abstract boolean write(ThreadBuffers.@Nullable Owner mine, long number, long serial, long value, long meta);

    /** Counts a call that made no sense. */
    abstract void misused();

    /** Takes the end of a trace or batch that lost at least one of its records. */
    abstract void endedWithLoss(LossyEnd end);

    /** Records nothing. */
    static final class None extends Recording {
        None() {
            super(false);
        }

        @Override
        boolean recording() {
            return false;
        }

        @Override
        long now() {
            return 0;
        }

        @Override
        ThreadBuffers.@Nullable Owner owner() {
            return null;
        }

        @Override
        boolean write(ThreadBuffers.@Nullable Owner mine, long number, long serial, long value, long meta) {
            return true;
        }

        @Override
        void misused() {}

        @Override
        void endedWithLoss(LossyEnd end) {}
    }
}
