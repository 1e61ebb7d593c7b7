package io.narrows.data.shard.raw;

import io.narrows.data.source.DataFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a compressed file: decompressed forward from where a block begins. */
abstract class BlockWindow extends RawWindow {
    /*
     * Without a table of blocks the file is decompressed from its beginning, and the table is made on the way.
     *
     * With one, a block that is small enough is decompressed whole, so that its checksum is known to be right before any of
     * its bytes is shown; it begins where the table says, and whatever lies before it is not touched. A large block is
     * decompressed bit by bit, and its checksum compared when its end is reached.
     */
    static final int WHOLE_BYTES = 8 << 20;
    private static final int INPUT_BYTES = 64 << 10;

    protected final @Nullable Blocks known;
    private final long rawEnd;
    private final Blocks found = new Blocks();

    /** Compressed bytes that were read and not yet used, from {@code input[inputAt]} to {@code input[inputEnd - 1]}. */
    protected byte[] input = {};

    protected int inputAt;
    protected int inputEnd;
    /** Where in the file the byte at {@code input[inputEnd]} would lie. */
    private long filePlace;

    private long blockPlace;
    private long blockEnd = Long.MAX_VALUE;
    private boolean inside;
    /** Whether all of a block's input is there, and nothing must be read behind it. */
    private boolean bounded;

    private boolean ended;
    private boolean broken;
    private @Nullable DamageException failure;
    private boolean cutOff;

    /**
     * @param known where its blocks begin; null to find out
     * @param rawEnd how many decompressed bytes the known blocks have
     */
    BlockWindow(DataFile file, @Nullable Blocks known, long rawEnd) {
        super(file);
        this.known = known;
        this.rawEnd = rawEnd;
    }

    @Override
    public final Blocks found() {
        return found;
    }

    @Override
    public final long trusted() {
        return failure == null || cutOff || found.count() == 0 ? seen() : found.rawStart(found.count() - 1);
    }

    @Override
    public final long drain() throws IOException, InterruptedException {
        while (!ended) {
            move(seen(), 1);
        }
        return seen();
    }

    @Override
    protected final void move(long from, int wanted) throws IOException, InterruptedException {
        Blocks blocks = known;
        DamageException before = failure;
        if (blocks != null) {
            int block = blocks.at(from);
            if (before != null || broken || from < start || blocks.rawStart(block) > seen()) {
                begin(blocks.fileStart(block), blocks.rawStart(block));
            }
        } else if (before != null) {
            throw before;
        } else if (broken || from < start) {
            throw new IllegalStateException("without a table of blocks " + file.name() + " is read once and forward");
        }
        broken = true; // unless all goes well
        try {
            advance(from, wanted, blocks);
        } catch (DamageException e) {
            failure = e;
            if (seen() < from + wanted) {
                throw e;
            } // else what was asked for lies before the damage
        }
        broken = false;
    }

    private void advance(long from, int wanted, @Nullable Blocks blocks) throws IOException, InterruptedException {
        while (seen() < from + wanted && !ended) {
            checkInterrupt(); // a step gives 64 KiB or more, and a small file can give steps without end
            discard(from);
            if (blocks == null) {
                more();
            } else {
                moreOf(blocks);
            }
            if (held > MAX_BYTES) {
                throw new DamageException("has a piece of more than " + MAX_BYTES + " bytes");
            }
        }
    }

    @Override
    public long damagedUntil() {
        return blockEnd;
    }

    private void begin(long fileStart, long rawStart) {
        start = rawStart;
        held = 0;
        filePlace = fileStart;
        inputAt = 0;
        inputEnd = 0;
        ended = false;
        failure = null;
        reset();
    }

    private void moreOf(Blocks blocks) throws IOException, InterruptedException {
        long place = seen();
        if (place >= rawEnd) {
            ended = true;
            return;
        }
        int block = blocks.at(place);
        boolean last = block + 1 == blocks.count();
        long fileEnd = last ? file.size() : blocks.fileStart(block + 1);
        blockEnd = last ? rawEnd : blocks.rawStart(block + 1);
        long fileLength = fileEnd - blocks.fileStart(block);
        if (!inside
                && !(last && blocks.isCut())
                && place == blocks.rawStart(block)
                && blockEnd - place <= WHOLE_BYTES
                && fileLength <= WHOLE_BYTES
                && fileLength >= 0) {
            int bytes = (int) (blockEnd - place);
            if (input.length < fileLength) {
                input = new byte[(int) Math.max(fileLength, Math.min(WHOLE_BYTES, input.length * 2L))];
            }
            room(bytes);
            readFile(blocks.fileStart(block), input, 0, (int) fileLength);
            inputAt = 0;
            inputEnd = (int) fileLength;
            filePlace = fileEnd;
            reset();
            bounded = true;
            whole(bytes);
            bounded = false;
        } else {
            more();
        }
    }

    private void whole(int bytes) throws IOException, InterruptedException {
        long end = seen() + bytes;
        int heldBefore = held;
        long before = System.nanoTime();
        boolean right = false;
        try {
            block(bytes);
            right = !inside && seen() == end;
        } finally {
            decompressNs += System.nanoTime() - before;
            if (!right) {
                held = heldBefore; // shows none of it
            }
        }
        if (!right) {
            throw damaged("of another size than the " + bytes + " bytes that its index says", null);
        }
    }

    /** Decompresses all of a block, or several, whose compressed bytes are the input, and which give so many. */
    protected void block(int bytes) throws IOException, InterruptedException {
        long end = seen() + bytes;
        while (inside || (inputAt < inputEnd && seen() < end)) {
            if (!step() || seen() > end) {
                return;
            }
        }
    }

    private void more() throws IOException, InterruptedException {
        long before = System.nanoTime() - readNs;
        try {
            ended = !step();
        } finally {
            decompressNs += System.nanoTime() - readNs - before;
        }
    }

    /** Forgets what was begun: the next byte of input begins a block. */
    protected abstract void forget();

    /**
     * Decompresses some more, behind what is held; at a block's end, compares its checksum.
     *
     * @return false when there is no further block
     */
    protected abstract boolean step() throws IOException, InterruptedException;

    private void reset() {
        inside = false;
        bounded = false;
        forget();
    }

    /** Says that a block begins with the next byte of input. */
    protected final void blockBegins() {
        inside = true;
        blockPlace = inputPlace();
        if (known == null) {
            found.add(blockPlace, seen());
        }
    }

    /** Says that a block has ended, and that its bytes are right. */
    protected final void blockEnds() {
        inside = false;
    }

    /** Whether a block has begun and not ended. */
    protected final boolean inside() {
        return inside;
    }

    /** What to throw when the file ends inside a block. */
    protected final DamageException cutOff() {
        cutOff = true;
        return damaged("in the middle of which the file ends", null);
    }

    /** What to throw when the block's bytes are wrong. */
    protected final DamageException damaged(String rule, @Nullable Throwable cause) {
        return new DamageException("has a compressed block at " + blockPlace + " of the file, " + rule, cause);
    }

    /** Where in the file the next byte of input lies. */
    protected final long inputPlace() {
        return filePlace - (inputEnd - inputAt);
    }

    /** Reads further compressed bytes once all were used. @return false at the file's end */
    protected final boolean refill() throws IOException, InterruptedException {
        if (inputAt < inputEnd) {
            return true;
        }
        int bytes = bounded ? 0 : (int) Math.min(INPUT_BYTES, file.size() - filePlace);
        if (bytes <= 0) {
            return false;
        }
        checkInterrupt(); // padding gives no bytes, however much of it there is
        if (input.length < bytes) {
            input = new byte[INPUT_BYTES];
        }
        inputAt = 0;
        inputEnd = 0;
        readFile(filePlace, input, 0, bytes);
        inputEnd = bytes;
        filePlace += bytes;
        return true;
    }

    /** The next byte of input. */
    protected final int next() throws IOException, InterruptedException {
        if (!refill()) {
            throw cutOff();
        }
        return input[inputAt++] & 0xff;
    }
}
