package io.narrows.data.pack;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.index.IndexFile;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.shard.raw.SampleLimit;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.LocalSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One shard that is being written, under another name until it is whole. */
final class ShardOutput implements AutoCloseable {
    static final String UNFINISHED = ".tmp";

    private final Path folder;
    private final String name;
    private final Path unfinished;
    private final PackOptions options;
    private final FileChannel channel;
    private final MessageDigest digest;
    private final BlockOutput out;
    private final SampleOutput samples;
    private final SampleIndex.Builder index;
    private final int mostSamples;

    private ShardOutput(Path folder, String name, PackOptions options, FileChannel channel, MessageDigest digest) {
        this.folder = folder;
        this.name = name;
        this.options = options;
        this.channel = channel;
        this.digest = digest;
        unfinished = folder.resolve(name + UNFINISHED);
        OutputStream hashed = new DigestOutputStream(new NamedOutput(unfinished, channel), digest);
        out = new BlockOutput(hashed, options);
        index = new SampleIndex.Builder(options.format().format().alignment());
        // However small it becomes: it is not known before.
        mostSamples = options.format().compression() == Compression.NONE ? SampleLimit.MOST : SampleLimit.ALWAYS;
        samples = options.format().isTar() ? new TarOutput(out) : new LineOutput(out);
    }

    static ShardOutput create(Path folder, String name, PackOptions options) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            FileChannel channel = FileChannel.open(
                    folder.resolve(name + UNFINISHED),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            return new ShardOutput(folder, name, options, channel, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Whether there is room for a sample; the first one always has.
     *
     * @throws IllegalArgumentException when it could not be read back
     */
    boolean hasRoom(String key, RawSample sample) {
        long bytes = samples.bytes(key, sample);
        if (bytes > RawWindow.MAX_BYTES) {
            throw new IllegalArgumentException("sample " + key + " takes " + bytes + " bytes as "
                    + options.format().suffix().substring(1) + ", must be at most " + RawWindow.MAX_BYTES
                    + " to be read back");
        }
        return index.samples() == 0
                || (index.samples() < Math.min(options.shardSamples(), mostSamples)
                        && out.place() + bytes + samples.endBytes() <= options.shardBytes());
    }

    void write(String key, RawSample sample) throws IOException {
        int padding = samples.write(key, sample);
        index.add(out.place() - padding);
        out.sampleEnds();
    }

    int samples() {
        return index.samples();
    }

    /** Ends the shard and gives it its name, and its indexes theirs. Until then nothing of it is to be seen. */
    PackManifest.Packed finish() throws IOException, InterruptedException {
        samples.end();
        out.end();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw NamedOutput.failed(unfinished, e);
        }
        channel.close();
        String sha256 = HexFormat.of().formatHex(digest.digest());
        SampleIndex built = index.build(out.blocks(), out.place());
        byte[] bytes;
        long fileBytes;
        try (DataFile file = new LocalSource(folder).open(name + UNFINISHED)) {
            fileBytes = file.size();
            bytes = IndexFile.encode(built, options.format().format(), file, sha256);
        }
        store(folder, name + IndexFile.SUFFIX, bytes);
        byte[] other = options.format().suffix().equals(PackFormat.TAR.suffix()) ? samples.otherIndex() : new byte[0];
        if (other.length > 0) {
            store(folder, samples.otherIndexName(name), other);
        }
        Files.move(
                unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new PackManifest.Packed(name, built.samples(), fileBytes, sha256);
    }

    /** Writes a small file whole or not at all. */
    static void store(Path folder, String name, byte[] bytes) throws IOException {
        store(folder.resolve(name), folder.resolve(name + UNFINISHED), bytes);
    }

    /**
     * The same.
     *
     * @param temporary where it is until it is whole
     */
    static void store(Path target, Path temporary, byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw NamedOutput.failed(temporary, e);
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Removes what was written unless it was finished. */
    @Override
    public void close() throws IOException {
        out.close();
        channel.close();
        Files.deleteIfExists(unfinished);
    }
}
