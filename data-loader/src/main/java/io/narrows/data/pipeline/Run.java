package io.narrows.data.pipeline;

import io.narrows.data.order.Window;
import io.narrows.data.profile.ChunkTimes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A chunk: samples of consecutive positions, from when somebody takes them up until the consumer has the last one. Its owner
 * goes through them once for each stage.
 *
 * <p>One worker at a time owns it. Meanwhile another may take away the samples that the owner has not begun with, and in
 * completion order those that it is through with, as chunks of their own.
 */
final class Run {
    /*
     * Who does which sample is settled by one word of four numbers:
     *
     *   claims   63 closed | 62 .. 48 stage under way | 47 .. 32 first sample | 31 .. 16 next sample | 15 .. 0 end
     *
     * Closed: the owner has not begun, and nothing may be taken.
     *
     * The owner steps next by compare-and-set and stops where it meets the end. A thief lowers the end, or raises the first
     * sample up to the one that the owner is at, in the same way; the stage in the word makes that fail when the owner has gone
     * on. Between stages next equals the end.
     *
     * In completion order the consumer may take samples of the last stage before the owner is through: done is written with
     * release after a sample's item, and read with acquire before it. Otherwise it is written once, at the end.
     */
    private static final VarHandle CLAIMS;
    private static final VarHandle DONE;
    private static final VarHandle ALLOCATED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLAIMS = lookup.findVarHandle(Run.class, "claims", long.class);
            DONE = lookup.findVarHandle(Run.class, "done", int.class);
            ALLOCATED = lookup.findVarHandle(Run.class, "allocatedBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The most samples that a chunk may have. */
    static final int MOST_SAMPLES = 1 << 14;

    private static final int NUMBER = 0xFFFF;
    private static final long NEXT_ONE = 1L << 16;
    private static final long CLOSED = 1L << 63;

    /** Stands in the place of a sample that was left out; several that were lost together have the same fault. */
    record Skipped(Fault fault) {}

    final long position;

    /** Its shard and its first sample there; the shard is -1 where the samples come from a window. */
    final int shard;

    final int from;
    final String shardName;
    final @Nullable LoadedWindow window;

    /** Bytes in their shard of the samples that it began with; by estimate where a window has them. */
    final long rawBytes;

    /** Written by the owner that took the chunk up, and by those of later groups. */
    final ChunkTimes times = new ChunkTimes();

    /** Values by sample; by the owner, and once published by the consumer. */
    @Nullable
    Object[] items = {};

    @Nullable
    String[] keys = {};

    /** Its samples as they lie in the shard, where they were read in advance, until they are decoded; and the place of sample 0. */
    @Nullable
    RawBlock block;

    int blockFrom;

    /** What it is read along with; null where it is read by itself. */
    @Nullable
    Stretch stretch;

    /** The group that it is with. Under the scheduler's lock. */
    int group;

    /** Bytes charged to the budget for it. Under the scheduler's lock. */
    long chargedBytes;

    /** How often in a row it was looked at without having moved, and where it was. Under the scheduler's lock. */
    int looks;

    int leftAtLook = -1;

    /** The journal when the owner began to publish. Written before {@link #publishes}, which makes it visible. */
    ChunkTimes begun = times;

    /** Whether the samples before {@link #done} may be taken although the owner is not through. */
    volatile boolean publishes;

    /** Whether somebody else can begin in its midst at no great cost. Written before {@link #open}, which makes it visible. */
    boolean shareable;

    /** Whether some of its items are {@link Skipped}. By the owner, before they are published. */
    boolean skips;

    /** Whether the rest of its shard is lost: then its samples say nothing of how long others take. By the owner. */
    boolean lost;

    /** How many the consumer has, counted from sample 0. By the consumer. */
    int taken;

    private volatile @Nullable Fault failure;

    @SuppressWarnings("unused") // by VarHandle
    private volatile long claims;

    @SuppressWarnings("unused") // by VarHandle
    private volatile int done;

    @SuppressWarnings("unused") // by VarHandle
    private volatile long allocatedBytes;

    private volatile boolean finished;

    Run(
            long position,
            int samples,
            int shard,
            int from,
            String shardName,
            @Nullable LoadedWindow window,
            long rawBytes) {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new IllegalArgumentException("a chunk of " + samples + " samples: it has 1 to " + MOST_SAMPLES);
        }
        this.position = position;
        this.shard = shard;
        this.from = from;
        this.shardName = shardName;
        this.window = window;
        this.rawBytes = rawBytes;
        claims = word(0, 0, samples, samples) | CLOSED;
    }

    private static long word(int stage, int first, int next, int end) {
        return (long) stage << 48 | (long) first << 32 | (long) next << 16 | end;
    }

    private static int next(long word) {
        return (int) (word >>> 16) & NUMBER;
    }

    private static int first(long word) {
        return (int) (word >>> 32) & NUMBER;
    }

    private static int end(long word) {
        return (int) word & NUMBER;
    }

    private static int stage(long word) {
        return (int) (word >>> 48) & (NUMBER >>> 1);
    }

    /** The first sample that is its own; grows when others take some away. */
    int first() {
        return first(claims);
    }

    /** The end of its samples; falls when others take some away, or when it fails. */
    int end() {
        return end(claims);
    }

    /** The stage under way, or the one that is next. */
    int stage() {
        return stage(claims);
    }

    /** How many samples nobody has begun with in the stage under way. */
    int left() {
        long now = claims;
        return end(now) - next(now);
    }

    /** Says which stage is next; only by who makes it, or hands it on. */
    void startAt(int stage) {
        long now = claims;
        claims = word(stage, first(now), end(now), end(now)) | CLOSED;
    }

    /** Begins with a stage. */
    void open(int stage) {
        while (true) {
            long now = claims; // a thief may still take finished samples of the stage before
            if (CLAIMS.compareAndSet(this, now, word(stage, first(now), first(now), end(now)))) {
                return;
            }
        }
    }

    /** The next sample for the owner, or -1 when it is through. */
    int claim() {
        while (true) {
            long now = claims;
            if (next(now) >= end(now)) {
                return -1;
            }
            if (CLAIMS.compareAndSet(this, now, now + NEXT_ONE)) {
                return next(now);
            }
        }
    }

    /**
     * Takes away samples that nobody has begun with: the later half, or the last one. An owner that has begun with none keeps one,
     * so that no chunk is left without any: it would stand at the place of the one that was taken from it.
     *
     * @return them as a chunk that is at the same stage; null where there are none
     */
    @Nullable
    Run takeRest() {
        while (true) {
            long now = claims;
            RawBlock copied = block; // before the samples are taken: when all are, its owner lets go of it
            int middle = next(now) + (end(now) - next(now)) / 2;
            if (next(now) >= end(now) || middle == first(now)) {
                return null;
            }
            if (CLAIMS.compareAndSet(this, now, word(stage(now), first(now), next(now), middle))) {
                return part(middle, end(now), stage(now), middle - first(now), copied);
            }
        }
    }

    /**
     * Takes away the samples that the owner is through with.
     *
     * @return them as a chunk that is at the next stage; null where there are none
     */
    @Nullable
    Run takeFront() {
        while (true) {
            long now = claims;
            int at = next(now) - 1; // the owner may be at it
            if (publishes || now < 0 || at <= first(now)) {
                return null;
            }
            if (CLAIMS.compareAndSet(this, now, word(stage(now), at, next(now), end(now)))) {
                return part(first(now), at, stage(now) + 1, end(now) - at, null);
            }
        }
    }

    private Run part(int start, int stop, int stage, int left, @Nullable RawBlock copied) {
        Run part = new Run(
                position + start,
                stop - start,
                shard,
                from + start,
                shardName,
                window,
                rawBytes * (stop - start) / size());
        part.startAt(stage);
        part.group = group;
        part.block = copied;
        part.blockFrom = blockFrom + start;
        part.shareable = shareable;
        part.journal();
        long bytes = allocated(0) * (stop - start) / (stop - start + left);
        allocated(-bytes);
        part.allocated(bytes);
        if (stage > 0) {
            part.items = Arrays.copyOfRange(items, start, stop);
            part.keys = Arrays.copyOfRange(keys, start, stop);
            part.skips = skips;
            part.lost = lost;
        }
        return part;
    }

    /** Counts bytes as allocated for it, by anybody; returns how many there are now. */
    long allocated(long more) {
        return (long) ALLOCATED.getAndAdd(this, more) + more;
    }

    /** Bytes in their shard of those samples that it has now. */
    long rawBytesLeft() {
        long now = claims;
        return rawBytes(end(now) - first(now));
    }

    /** Bytes in their shard of so many of its samples, by what all that it began with have. */
    long rawBytes(int samples) {
        return rawBytes * samples / size();
    }

    /** Begins its journal: what is in it, and for a window when that was read. */
    void journal() {
        if (window != null) {
            times.follows(window.read());
        }
        holds(times, 0, end() - first());
    }

    /** Says in a journal which of its samples are in that. */
    void holds(ChunkTimes journal, int start, int count) {
        if (window == null) {
            journal.holds(shard, from + start, count);
        } else {
            Window of = window.window;
            long at = position + start;
            journal.holds(of.slice(of.sliceOf(at)).shard(), of.indexOf(at), count);
        }
    }

    /** How many samples it began with. */
    private int size() {
        return Math.max(times.samples(), 1);
    }

    /** Ends here: the samples from {@code sample} on are no longer wanted, because that one failed. */
    void fail(int sample, Fault fault) {
        failure = fault;
        while (true) {
            long now = claims;
            if (CLAIMS.compareAndSet(this, now, word(stage(now), first(now), sample, sample))) {
                return;
            }
        }
    }

    /** Why it ends before its time; null where it does not. */
    @Nullable
    Fault failure() {
        return failure;
    }

    /** The samples before this one are ready. */
    void publish(int before) {
        DONE.setRelease(this, before);
    }

    int done() {
        return (int) DONE.getAcquire(this);
    }

    /** All its samples are ready, and nobody works on it any more. */
    void finish() {
        publish(end());
        finished = true;
    }

    boolean finished() {
        return finished;
    }
}
