package io.narrows.data.pack;

import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.shard.index.IndexFile;
import io.narrows.data.shard.index.IndexedFormat;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.FileHash;
import io.narrows.data.source.LocalSource;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives shards of others the index that those of {@link ShardWriter} have, beside them: who opens one then need not read it to know
 * its samples, and in a file of several gzip members or zstd frames comes to any of them at once. Thread-safe, also beside other
 * processes that do the same.
 */
public final class ShardIndexer {
    /** What became of a shard. */
    public enum Done {
        /** It had no index, and has one now. */
        WRITTEN,
        /** It had one that was of another shard, or of what it was before, and has its own now. */
        REPLACED,
        /** Its index fits. */
        THERE,
        /** Its format has no index of this kind: an MDS shard tells of itself. */
        OF_OTHER_FORMAT
    }

    private static final AtomicLong TEMPORARY = new AtomicLong();

    private final Path folder;
    private final Source source;

    /**
     * For shards below a folder.
     *
     * @param folder what their names are relative to
     * @throws IOException when it is none that can be read
     */
    public ShardIndexer(Path folder) throws IOException {
        this(folder, new LocalSource(folder));
    }

    /** @param source the same folder */
    ShardIndexer(Path folder, Source source) {
        this.folder = folder;
        this.source = source;
    }

    /**
     * Sees to it that a shard has an index that fits. It is whole or not there, whenever this ends. That one fits is known without
     * reading the shard where it is younger than the shard; otherwise the shard is hashed.
     *
     * @param name the name of a shard in the folder
     * @throws ShardException when it is damaged: then no index is written
     * @throws IOException when it cannot be read, or changes meanwhile; when the index cannot be written, or a file of its name is
     *     no index
     */
    public Done index(String name) throws IOException, InterruptedException {
        Path shard = folder.resolve(name);
        Path target = folder.resolve(name + IndexFile.SUFFIX);
        BasicFileAttributes before = Files.readAttributes(shard, BasicFileAttributes.class);
        try (DataFile file = source.open(name)) {
            if (!(ShardSet.format(name) instanceof IndexedFormat format)) {
                return Done.OF_OTHER_FORMAT;
            }
            boolean another = Files.exists(target);
            if (another && fits(format, file, target, before)) {
                return Done.THERE;
            }
            requireReplaceable(target, another);
            byte[] bytes = made(format, file, shard, before);
            ShardOutput.store(
                    target,
                    folder.resolve(name + IndexFile.SUFFIX + "."
                            + ProcessHandle.current().pid() + "-" + TEMPORARY.incrementAndGet()
                            + ShardOutput.UNFINISHED),
                    bytes);
            return another ? Done.REPLACED : Done.WRITTEN;
        }
    }

    private boolean fits(IndexedFormat format, DataFile file, Path index, BasicFileAttributes shard)
            throws IOException, InterruptedException {
        if (!format.hasIndex(source, file)) {
            return false;
        }
        if (Files.getLastModifiedTime(index).compareTo(shard.lastModifiedTime()) >= 0) {
            return true;
        }
        try {
            return format.verify(source, file);
        } catch (ShardException e) {
            return false; // the shard's bytes are not those that it was made of
        }
    }

    private void requireReplaceable(Path target, boolean another) throws IOException, InterruptedException {
        Path into = target.toAbsolutePath().getParent();
        if (into != null && !Files.isWritable(into)) {
            throw new IOException(into + " may not be written: an index lies beside its shard");
        }
        if (!another) {
            return;
        }
        String name = folder.relativize(target).toString().replace('\\', '/');
        try (DataFile there = source.open(name)) {
            if (!IndexFile.isOne(there)) {
                throw new FileAlreadyExistsException(
                        target.toString(), null, "it is no index of a shard, and would be written over: move it away");
            }
        }
    }

    /** The bytes of a shard's index, made of what the shard was when this began. */
    private static byte[] made(IndexedFormat format, DataFile file, Path shard, BasicFileAttributes before)
            throws IOException, InterruptedException {
        try {
            SampleIndex index = format.find(file, format.compression(file));
            String damage = index.damage();
            if (damage != null) {
                throw new ShardException(file.name(), index.samples() - 1, damage, false, null);
            }
            byte[] bytes = IndexFile.encode(
                    index, format, file, FileHash.of(file, "sha256").hex());
            requireUnchanged(shard, before, null);
            return bytes;
        } catch (IOException e) {
            requireUnchanged(shard, before, e);
            throw e;
        }
    }

    private static void requireUnchanged(Path shard, BasicFileAttributes before, @Nullable IOException cause)
            throws IOException {
        BasicFileAttributes now = Files.readAttributes(shard, BasicFileAttributes.class);
        if (now.size() != before.size()
                || !now.lastModifiedTime().equals(before.lastModifiedTime())
                || !Objects.equals(now.fileKey(), before.fileKey())) {
            throw new IOException(shard + " changed while its index was made: it must be whole before", cause);
        }
    }
}
