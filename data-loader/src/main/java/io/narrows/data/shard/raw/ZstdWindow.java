package io.narrows.data.shard.raw;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.narrows.data.source.DataFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a file of zstd frames (RFC 8878), skippable ones among them. */
final class ZstdWindow extends BlockWindow {
    /** A frame gives its bytes in blocks of at most this many. */
    private static final int STEP_BYTES = 128 << 10;

    private static final int FEED_BYTES = 64 << 10;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

    /** Made when a block is decompressed bit by bit, which those that are small enough never are. */
    private ByteBuffer from = NONE;

    private ByteBuffer to = NONE;

    ZstdWindow(DataFile file, @Nullable Blocks known, long rawEnd) {
        super(file, known, rawEnd);
    }

    @Override
    protected void forget() {
        zstd.reset();
        from.limit(0);
    }

    @Override
    protected void block(int bytes) throws IOException {
        blockBegins();
        try {
            held += zstd.decompressByteArray(array, held, bytes, input, inputAt, inputEnd - inputAt);
        } catch (ZstdException e) {
            throw damaged("that is not zstd, or not as long as it should be: " + e.getMessage(), e);
        }
        inputAt = inputEnd;
        blockEnds();
    }

    @Override
    protected boolean step() throws IOException, InterruptedException {
        if (!inside()) {
            if (!refill()) {
                return false;
            }
            blockBegins();
        }
        room(STEP_BYTES);
        if (to.capacity() == 0) {
            from = ByteBuffer.allocateDirect(FEED_BYTES).limit(0);
            to = ByteBuffer.allocateDirect(STEP_BYTES);
        }
        to.clear();
        boolean ended = false;
        try {
            while (to.position() == 0 && !ended) {
                if (!from.hasRemaining() && !feed()) {
                    throw cutOff();
                }
                ended = zstd.decompressDirectByteBufferStream(to, from);
            }
        } catch (ZstdException e) {
            throw damaged("that is not zstd: " + e.getMessage(), e);
        }
        int some = to.position();
        to.flip().get(array, held, some);
        held += some;
        if (ended) {
            inputAt -= from.remaining(); // they were copied, but belong to the next frame
            from.limit(0);
            blockEnds();
        }
        return true;
    }

    /** Copies some of the input to where zstd takes it from. */
    private boolean feed() throws IOException, InterruptedException {
        if (!refill()) {
            return false;
        }
        int some = Math.min(inputEnd - inputAt, from.capacity());
        from.clear().put(input, inputAt, some).flip();
        inputAt += some;
        return true;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
