package io.narrows.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The blocks of open remote files that have been read lately, so that small reads do not become small requests. Thread-safe. */
final class HttpBlocks {
    /*
     * A file is seen as blocks of one size. A read that misses a block asks for that block; when the block before it, or
     * the file's first bytes right before it, are there, the reader goes forward and gets many blocks in one request. Who asks
     * puts places for the blocks first, so that another thread that wants one of them waits for that request instead of sending
     * its own. Blocks leave in the order of their last use, when all files together hold more than the limit. Each has an array
     * of its own, copied out of the request's: otherwise one that stays would keep all that came with it.
     */

    private record Place(HttpFile file, long block) {}

    private final int blockBytes;
    private final int readAheadBlocks;
    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Place, CompletableFuture<byte[]>> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private long heldBytes;

    HttpBlocks(int blockBytes, int readAheadBytes, long limitBytes) {
        this.blockBytes = blockBytes;
        this.readAheadBlocks = readAheadBytes / blockBytes;
        this.limitBytes = limitBytes;
    }

    /** Reads a range that lies inside the file. */
    void read(HttpFile file, long position, byte[] target, int offset, int length)
            throws IOException, InterruptedException {
        int done = 0;
        while (done < length) {
            long at = position + done;
            int left = length - done;
            Place place = new Place(file, at / blockBytes);
            List<CompletableFuture<byte[]>> mine = new ArrayList<>();
            CompletableFuture<byte[]> found = claim(place, at, left, mine);
            if (found == null && mine.isEmpty()) {
                file.fetch(at, target, offset + done, left);
                return;
            }
            byte[] block = found == null ? fetch(place, mine) : join(found);
            if (block != null) {
                int skip = Math.toIntExact(at - place.block * blockBytes);
                int count = Math.min(left, block.length - skip);
                System.arraycopy(block, skip, target, offset + done, count);
                done += count;
            }
        }
    }

    /** Forgets a file. */
    void drop(HttpFile file) {
        lock.lock();
        try {
            Iterator<Place> places = blocks.keySet().iterator();
            while (places.hasNext()) {
                if (places.next().file == file) {
                    places.remove();
                    heldBytes -= blockBytes;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The block, there or on its way; null when there is none. Then places have been put for the blocks that the caller is to
     * ask for; for none when the read is so large that it needs no block.
     */
    private @Nullable CompletableFuture<byte[]> claim(
            Place place, long at, int length, List<CompletableFuture<byte[]>> mine) {
        lock.lock();
        try {
            CompletableFuture<byte[]> found = blocks.get(place);
            if (found != null || length >= readAheadBlocks * (long) blockBytes) {
                return found;
            }
            boolean forward =
                    at <= place.file.firstBytes() || blocks.containsKey(new Place(place.file, place.block - 1));
            long last = forward
                    ? Math.min(place.block + readAheadBlocks - 1, (place.file.size() - 1) / blockBytes)
                    : (at + length - 1) / blockBytes;
            for (long block = place.block; block <= last; block++) {
                CompletableFuture<byte[]> future = new CompletableFuture<>();
                if (blocks.putIfAbsent(new Place(place.file, block), future) != null) {
                    break;
                }
                heldBytes += blockBytes;
                mine.add(future);
            }
            shrink();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Asks for blocks in one request; the first of them. */
    private byte[] fetch(Place first, List<CompletableFuture<byte[]>> mine) throws IOException, InterruptedException {
        long from = first.block * blockBytes;
        boolean there = false;
        Throwable cause = new IOException(first.file.name() + ": its request was given up");
        try {
            byte[] bytes =
                    new byte[Math.toIntExact(Math.min((long) mine.size() * blockBytes, first.file.size() - from))];
            first.file.fetch(from, bytes, 0, bytes.length);
            byte[] block = mine.size() == 1 ? bytes : Arrays.copyOf(bytes, blockBytes);
            mine.get(0).complete(block);
            for (int i = 1; i < mine.size(); i++) {
                int offset = i * blockBytes;
                mine.get(i).complete(Arrays.copyOfRange(bytes, offset, Math.min(offset + blockBytes, bytes.length)));
            }
            there = true;
            return block;
        } catch (IOException | InterruptedException e) {
            cause = e;
            throw e;
        } finally {
            if (!there) {
                forget(first, mine);
                for (CompletableFuture<byte[]> each : mine) {
                    each.completeExceptionally(cause);
                }
            }
        }
    }

    private void forget(Place first, List<CompletableFuture<byte[]>> mine) {
        lock.lock();
        try {
            for (int i = 0; i < mine.size(); i++) {
                if (blocks.remove(new Place(first.file, first.block + i), mine.get(i))) {
                    heldBytes -= blockBytes;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** What another thread asked for; null when that thread was interrupted, so that the caller has to ask. */
    private static byte @Nullable [] join(CompletableFuture<byte[]> found) throws IOException, InterruptedException {
        try {
            return found.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InterruptedException) {
                return null;
            }
            if (cause instanceof FileChangedException) {
                throw new FileChangedException(String.valueOf(cause.getMessage()), cause);
            }
            throw new IOException(cause == null ? "no bytes" : cause.getMessage(), cause);
        }
    }

    private void shrink() {
        Iterator<Map.Entry<Place, CompletableFuture<byte[]>>> oldest =
                blocks.entrySet().iterator();
        while (heldBytes > limitBytes && oldest.hasNext()) {
            if (oldest.next().getValue().isDone()) {
                oldest.remove();
                heldBytes -= blockBytes;
            }
        }
    }
}
