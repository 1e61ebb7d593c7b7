package io.narrows.data.shard.index;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardFormat;
import io.narrows.data.shard.raw.Blocks;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.FileHash;
import io.narrows.data.source.Source;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A format whose shards have an index: the one beside the file if it fits to it, otherwise found by reading the file.
 * Thread-safe.
 *
 * <p>A shard that is damaged behind its first sample opens all the same: the damage is a last sample, and reading that one
 * says what it is.
 */
public abstract class IndexedFormat implements ShardFormat {
    private final String kind;
    private final int code;
    private final int alignment;

    /**
     * @param kind what a name ends with before the suffix of a compression, as in {@code .tar}
     * @param code what an index file calls the format
     * @param alignment samples begin at multiples of so many bytes
     */
    protected IndexedFormat(String kind, int code, int alignment) {
        this.kind = kind;
        this.code = code;
        this.alignment = alignment;
    }

    /** A layout for one thread. */
    protected abstract SampleLayout layout();

    /** Whether samples have keys of their own, rather than numbers. */
    protected boolean hasKeys() {
        return true;
    }

    /** Reads an index of another kind that lies beside the shard; null where there is none, or none that fits. */
    protected @Nullable SampleIndex otherIndex(Source source, DataFile file, Compression compression)
            throws IOException, InterruptedException {
        return null;
    }

    /** What an index file calls the format. */
    public final int code() {
        return code;
    }

    /** Samples begin at multiples of so many bytes. */
    public final int alignment() {
        return alignment;
    }

    @Override
    public final boolean fits(String name) {
        return Compression.of(name, kind) != null;
    }

    @Override
    public final Shard open(Source source, DataFile file) throws IOException, InterruptedException {
        boolean opened = false;
        try {
            Compression compression = compression(file);
            IndexFile beside = IndexFile.read(source, file, this, compression);
            SampleIndex index = beside == null ? otherIndex(source, file, compression) : beside.index();
            boolean cheap = index != null;
            if (index == null) {
                index = find(file, compression);
            }
            IndexedShard shard = new IndexedShard(this, file, compression, index, cheap);
            opened = true;
            return shard;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    @Override
    public final Shard reopen(Source source, DataFile file, Shard before) throws IOException, InterruptedException {
        SampleIndex index = before instanceof IndexedShard indexed ? indexed.index() : null;
        if (index == null || before.fileBytes() != file.size()) {
            return open(source, file);
        }
        return new IndexedShard(this, file, compression(file), index, false);
    }

    @Override
    public final boolean verify(Source source, DataFile file) throws IOException, InterruptedException {
        IndexFile beside = IndexFile.read(source, file, this, compression(file));
        if (beside == null) {
            return false;
        }
        String found = FileHash.of(file, "sha256").hex();
        if (!found.equals(beside.sha256())) {
            throw new ShardException(
                    file.name(), -1, "has SHA-256 " + found + ", but " + beside.sha256() + " by its index", true, null);
        }
        return true;
    }

    /** Whether an index lies beside a shard and fits to it. */
    public final boolean hasIndex(Source source, DataFile file) throws IOException, InterruptedException {
        return IndexFile.read(source, file, this, compression(file)) != null;
    }

    /**
     * How a shard is compressed, by its name.
     *
     * @throws IllegalArgumentException when it is none of this format
     */
    public final Compression compression(DataFile file) {
        Compression compression = Compression.of(file.name(), kind);
        if (compression == null) {
            throw new IllegalArgumentException(file.name() + " does not end as a shard of kind " + kind + " does");
        }
        return compression;
    }

    /**
     * Finds the samples of a shard by reading it.
     *
     * @throws ShardException when it is damaged before the end of its first sample
     */
    public final SampleIndex find(DataFile file, Compression compression) throws IOException, InterruptedException {
        try (RawWindow window = compression.scan(file)) {
            SampleIndex.Builder found =
                    layout().find(window, compression == Compression.NONE ? file.size() : Long.MAX_VALUE);
            if (compression != Compression.NONE) {
                drain(window, found);
            }
            String damage = found.damage();
            if (damage != null && found.samples() == 1) {
                throw new ShardException(file.name(), -1, damage, false, null);
            }
            Blocks blocks = window.found();
            if (damage != null && blocks != null) {
                blocks.cut();
            }
            return found.build(blocks, compression == Compression.NONE ? file.size() : window.trusted());
        } catch (DamageException | EOFException e) {
            throw new ShardException(file.name(), -1, String.valueOf(e.getMessage()), false, e);
        }
    }

    /**
     * Reads on behind the last sample: only then are the checksums of all blocks compared. Samples in a block whose checksum is
     * wrong are as good as none, whatever they look like.
     */
    private static void drain(RawWindow window, SampleIndex.Builder found) throws IOException, InterruptedException {
        String damage = found.damage();
        try {
            window.drain();
        } catch (DamageException e) {
            if (damage == null) {
                found.add(found.end());
                damage = String.valueOf(e.getMessage());
            }
            if (found.dropBehind(window.trusted())) {
                found.add(found.end());
                damage = String.valueOf(e.getMessage());
            }
            found.damaged(damage);
        }
    }
}
