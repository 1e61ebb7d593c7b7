package io.narrows.server.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that embeddings are written to, one file a shard of the data set; one process at a time. For one thread.
 *
 * <p>A file has its name only when it is whole. {@link #checkpoint} makes what was added outlast the process; what was added
 * after the last one is thrown away by the next process, and written again.
 */
final class EmbeddingFolder implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path folder;
    private final EmbeddingFormat format;
    private final int width;
    private final List<String> shards;
    private final List<String> names;
    private final SortedMap<String, String> settings;
    private final FileChannel lock;
    private @Nullable JsonNode loader;
    private boolean complete;

    /** Whether the lock's file was there before. */
    private final boolean lockWasThere;

    /** Whether the folder is one of something else. */
    private boolean foreign;

    private long rows;
    private int rowsOfShard;

    /** How many shards are finished. */
    private int done;

    private @Nullable FinishedShards list;
    private @Nullable RowFile open;

    private EmbeddingFolder(
            Path folder,
            EmbeddingFormat format,
            int width,
            List<String> shards,
            List<String> names,
            SortedMap<String, String> settings,
            boolean lockWasThere,
            FileChannel lock) {
        this.folder = folder;
        this.format = format;
        this.width = width;
        this.shards = List.copyOf(shards);
        this.names = names;
        this.settings = settings;
        this.lockWasThere = lockWasThere;
        this.lock = lock;
    }

    /**
     * Opens a folder, making it where it is not there, and goes on where an earlier process has stopped.
     *
     * @param shards names of the data set's shards
     * @param width values of an embedding
     * @param settings what decides the bytes; an earlier process must have had the same
     * @throws BulkException when it holds something else, or another process writes to it
     * @throws UncheckedIOException when it cannot be written
     */
    static EmbeddingFolder open(
            Path folder, EmbeddingFormat format, List<String> shards, int width, SortedMap<String, String> settings) {
        List<String> names = OutputNames.of(shards);
        try {
            Files.createDirectories(folder);
            boolean lockWasThere = Files.exists(folder.resolve(LOCK));
            FileChannel lock = lock(folder);
            EmbeddingFolder opened =
                    new EmbeddingFolder(folder, format, width, shards, names, settings, lockWasThere, lock);
            try {
                opened.goOn();
                return opened;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock taken;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            channel.close();
            throw new BulkException(folder + " is being written to by another process");
        }
        return channel;
    }

    private void goOn() throws IOException {
        Checkpoint before = Checkpoint.read(folder);
        if (before == null) {
            requireEmpty();
            new Checkpoint(settings, false, 0, 0, 0, Extent.NONE, null).write(folder);
            list = FinishedShards.open(folder, 0);
            return;
        }
        complete = before.complete();
        requireSame(before.settings());
        done = before.shards();
        rows = before.rows();
        loader = before.loader();
        requireFinished();
        if (complete) {
            return;
        }
        list = FinishedShards.open(folder, before.listBytes());
        if (done < shards.size()) {
            rowsOfShard = before.current().rows();
            open = openFile(before.current());
        }
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> !entry.getFileName().toString().equals(LOCK))
                    .filter(entry -> !Checkpoint.writes(entry.getFileName().toString()))
                    .findFirst()
                    .ifPresent(entry -> {
                        foreign = true;
                        throw new BulkException(folder + " holds " + entry.getFileName() + " and no " + Checkpoint.FILE
                                + "; it must be new, empty, or hold embeddings to go on with");
                    });
        }
    }

    private void requireSame(SortedMap<String, String> before) {
        for (String key : settings.keySet()) {
            String then = before.get(key);
            if (!settings.get(key).equals(then)) {
                throw new BulkException(folder + " holds embeddings made with " + key + " "
                        + (then == null ? "not said" : then) + ", now it is " + settings.get(key)
                        + "; name another folder, or delete this one");
            }
        }
    }

    /** What is said to be finished must be there: nobody would write it again. */
    private void requireFinished() {
        for (String name : names.subList(0, Math.min(done, names.size()))) {
            for (Path file : format.files(folder, name)) {
                if (!Files.exists(file)) {
                    throw new BulkException(file + " is not there, but was finished before; put it back, or delete "
                            + folder + " to begin anew");
                }
            }
        }
    }

    private RowFile openFile(Extent keep) throws IOException {
        Path target = folder.resolve(names.get(done));
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return format.open(folder, names.get(done), width, keep);
    }

    /** Whether everything was written, by this process or an earlier one. */
    boolean complete() {
        return complete;
    }

    /** Embeddings written, by this process and earlier ones. */
    long rows() {
        return rows;
    }

    /** The loader's state of the last checkpoint, or null where there was none. */
    @Nullable
    JsonNode loader() {
        return loader;
    }

    /**
     * Adds the embedding of the next text.
     *
     * @param shard number of its shard; none below that of the text before
     */
    void add(int shard, String key, float[] embedding) throws IOException {
        if (shard < done || shard >= shards.size()) {
            throw new IllegalArgumentException(
                    "shard " + shard + " after " + done + " finished ones of " + shards.size());
        }
        finishTo(shard);
        if (open == null) {
            open = openFile(Extent.NONE);
        }
        open.add(key, embedding);
        rowsOfShard++;
        rows++;
    }

    /** Makes what was added outlast the process. */
    void checkpoint(JsonNode loaderState) throws IOException {
        Extent current = open == null ? Extent.NONE : open.force();
        new Checkpoint(settings, false, rows, done, list().force(), current, loaderState).write(folder);
    }

    /** Finishes all shards; those without texts have files without rows. */
    void finish() throws IOException {
        finishTo(shards.size());
        long listBytes = list().force();
        list().publish();
        new Checkpoint(settings, true, rows, done, listBytes, Extent.NONE, null).write(folder);
        complete = true;
    }

    private FinishedShards list() {
        if (list == null) {
            throw new IllegalStateException(folder + " is complete");
        }
        return list;
    }

    private void finishTo(int shard) throws IOException {
        while (done < shard) {
            RowFile file = open == null ? openFile(Extent.NONE) : open;
            open = file;
            file.publish();
            file.close();
            open = null;
            list().add(shards.get(done), names.get(done), rowsOfShard);
            done++;
            rowsOfShard = 0;
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
        if (list != null) {
            list.close();
            list = null;
        }
        try {
            if (complete || (foreign && !lockWasThere)) {
                Files.deleteIfExists(folder.resolve(LOCK)); // nothing is written here any more, whoever comes
            }
            lock.close();
        } catch (IOException e) {
            // The system gives the lock back with the process.
        }
    }
}
