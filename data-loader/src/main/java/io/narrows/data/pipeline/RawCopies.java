package io.narrows.data.pipeline;

import io.narrows.data.shard.RawSample;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Copies samples as they lie in their shard, for whoever decodes them later. For one thread. */
final class RawCopies {
    private final RunReader reader;
    private final Scheduler scheduler;

    RawCopies(RunReader reader, Scheduler scheduler) {
        this.reader = reader;
        this.scheduler = scheduler;
    }

    /**
     * Copies a chunk's samples to a block. One that cannot be read has its fault there.
     *
     * @param run of a shard, not of a window; the reader has begun with it
     * @param wanted which are copied, counted from {@code offset}; null: all of them
     * @param bytes of all that the block will have, by estimate
     */
    void copy(Run run, RawBlock block, @Nullable BitSet wanted, int offset, long bytes) throws InterruptedException {
        Fault lost = null;
        for (int i = 0; i < run.end(); i++) {
            Fault fault = lost;
            RawSample sample = null;
            if (fault == null) {
                try {
                    sample = reader.show(run, i);
                } catch (RunReader.Lost e) {
                    lost = unread(run, i, e.why());
                    fault = lost;
                } catch (InterruptedException e) {
                    if (scheduler.closed()) {
                        throw e;
                    }
                    fault = unread(run, i, e); // while the loader runs on it is none of ours
                } catch (Throwable e) {
                    fault = unread(run, i, e);
                }
            }
            if (scheduler.closed()) {
                throw new InterruptedException("the loader was closed");
            }
            if (wanted == null || wanted.get(offset + i)) {
                if (sample != null) {
                    block.add(sample, bytes - block.bytes());
                } else if (fault != null) {
                    block.add(fault);
                }
            }
        }
    }

    private static Fault unread(Run run, int i, Throwable cause) {
        return new Fault(run.shardName, run.from + i, 1, "read", cause);
    }
}
