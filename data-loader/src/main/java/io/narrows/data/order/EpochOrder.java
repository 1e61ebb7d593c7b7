package io.narrows.data.order;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order of an epoch: which sample has position 0, 1, 2 and so on. It is a function of the shards' sample counts, the
 * shuffle, the seed and the epoch, and of nothing else: not of threads, ranks or what was read before. Immutable; thread-safe.
 */
public final class EpochOrder {
    /*
     * The shards are cut into pieces, and the pieces laid out one after the other:
     *
     *   none     a piece is a shard, in the order given
     *   shards   a piece is a shard, in an order of chance
     *   blocks   a piece is a range of at most block / 16 samples of a shard, in an order of chance. The row is then cut into
     *            windows of one block, and each window's samples are put in an order of chance
     *
     *   row      | piece 7 | piece 2 | piece 9 | piece 4 | ...
     *   windows  |     window 0      |     window 1      | ...
     *
     * So a window mixes samples of about 16 places of the data set, and reading it takes about 16 ranges. Every order of chance
     * is drawn by SplitMix from (seed, epoch) for the pieces and (seed, epoch, window) for a window.
     */
    private static final int PIECES_PER_BLOCK = 16;

    private final Shuffle shuffle;
    private final long seed;
    private final int[] pieceShard;
    private final int[] pieceFrom;

    /** Position at which each piece begins in the row, and at the end the number of all samples. */
    private final long[] pieceStart;

    private volatile @Nullable Window lastWindow;

    private EpochOrder(Shuffle shuffle, long seed, int[] pieceShard, int[] pieceFrom, long[] pieceStart) {
        this.shuffle = shuffle;
        this.seed = seed;
        this.pieceShard = pieceShard;
        this.pieceFrom = pieceFrom;
        this.pieceStart = pieceStart;
    }

    /**
     * The order of an epoch.
     *
     * @param samples how many samples each shard has
     * @param seed any number; another one gives another order
     * @param epoch as the seed
     */
    public static EpochOrder of(int[] samples, Shuffle shuffle, long seed, long epoch) {
        long mixed = SplitMix.mix(seed, epoch);
        int longest = shuffle.kind() == Shuffle.Kind.BLOCKS
                ? Math.max(shuffle.samples() / PIECES_PER_BLOCK, 1)
                : Integer.MAX_VALUE;
        int pieces = 0;
        for (int count : samples) {
            pieces = Math.addExact(pieces, (int) (((long) count + longest - 1) / longest));
        }
        int[] shardOf = new int[pieces];
        int[] fromOf = new int[pieces];
        int made = 0;
        for (int shard = 0; shard < samples.length; shard++) {
            for (long from = 0; from < samples[shard]; from += longest) {
                shardOf[made] = shard;
                fromOf[made++] = (int) from;
            }
        }
        int[] order = shuffle.kind() == Shuffle.Kind.NONE ? null : new SplitMix(mixed).permutation(pieces);
        int[] shards = new int[pieces];
        int[] froms = new int[pieces];
        long[] starts = new long[pieces + 1];
        for (int i = 0; i < pieces; i++) {
            int piece = order == null ? i : order[i];
            shards[i] = shardOf[piece];
            froms[i] = fromOf[piece];
            starts[i + 1] = starts[i] + Math.min(longest, samples[shards[i]] - froms[i]);
        }
        return new EpochOrder(shuffle, mixed, shards, froms, starts);
    }

    /** How many positions there are. */
    public long samples() {
        return pieceStart[pieceShard.length];
    }

    public Shuffle shuffle() {
        return shuffle;
    }

    /** Samples of a window; 0 where the order has none, because each shard is read as it lies. */
    public int windowSamples() {
        return shuffle.samples();
    }

    /** The seed of what is drawn for a sample, so that it does not depend on who works on it. */
    public long sampleSeed(long position) {
        return SplitMix.mix(seed, ~position);
    }

    /** Consecutive samples of one shard. */
    public record Slice(int shard, int from, int to) {
        public int samples() {
            return to - from;
        }
    }

    /**
     * The samples from a position on that follow each other in one shard, in the row before windows are mixed.
     *
     * @param end the first position that is of no interest
     */
    public Slice slice(long position, long end) {
        int piece = piece(position);
        int from = pieceFrom[piece] + (int) (position - pieceStart[piece]);
        int length = (int) (Math.min(pieceStart[piece + 1], end) - position);
        return new Slice(pieceShard[piece], from, from + length);
    }

    /** The window that a position is in. Only where there are windows. */
    public Window window(long position) {
        long number = position / windowSamples();
        Window last = lastWindow;
        if (last == null || last.first() != number * windowSamples()) {
            last = makeWindow(number);
            lastWindow = last;
        }
        return last;
    }

    private Window makeWindow(long number) {
        long first = number * windowSamples();
        long end = Math.min(first + windowSamples(), samples());
        int firstPiece = piece(first);
        int slices = piece(end - 1) - firstPiece + 1;
        Slice[] of = new Slice[slices];
        int[] starts = new int[slices];
        for (int i = 0; i < slices; i++) {
            long from = Math.max(first, pieceStart[firstPiece + i]);
            starts[i] = (int) (from - first);
            of[i] = slice(from, end);
        }
        int[] mixed = new SplitMix(SplitMix.mix(seed, number)).permutation((int) (end - first));
        return new Window(first, of, starts, mixed);
    }

    /** The shard of the sample at a position. */
    public int shard(long position) {
        if (windowSamples() > 0) {
            Window window = window(position);
            return window.slice(window.sliceOf(position)).shard();
        }
        return pieceShard[piece(position)];
    }

    /** The number of the sample at a position in its shard. */
    public int index(long position) {
        if (windowSamples() > 0) {
            Window window = window(position);
            return window.indexOf(position);
        }
        int piece = piece(position);
        return pieceFrom[piece] + (int) (position - pieceStart[piece]);
    }

    private int piece(long position) {
        if (position < 0 || position >= samples()) {
            throw new IndexOutOfBoundsException("position " + position + " of an epoch of " + samples());
        }
        int at = Arrays.binarySearch(pieceStart, position);
        return at >= 0 ? at : -at - 2;
    }
}
