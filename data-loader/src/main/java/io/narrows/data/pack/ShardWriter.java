package io.narrows.data.pack;

import io.narrows.data.shard.RawSample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples into shards {@code PREFIX-000000.tar}, {@code PREFIX-000001.tar} and so on, each with its index beside it.
 *
 * <p>A shard appears under its name when it is whole, hashed and on disk. A pack that was killed, or closed before it was
 * finished, goes on when it is opened again: {@link #resumeAt} says how many samples are in shards that are done, and the
 * caller hands on those that follow. The same samples with the same options give the same bytes, however often that
 * happened.
 *
 * <p>Not thread-safe. One writer at a time for a folder and prefix; a second one is refused.
 */
public final class ShardWriter implements AutoCloseable {
    private static final int MOST_SHARDS = 1_000_000;

    private final Path folder;
    private final String prefix;
    private final PackOptions options;
    private final PackManifest manifest;
    private final @Nullable FileChannel lock;
    private final long resumeAt;

    private @Nullable ShardOutput shard;
    private long samples;
    private boolean failed;

    private ShardWriter(
            Path folder, String prefix, PackOptions options, PackManifest manifest, @Nullable FileChannel lock) {
        this.folder = folder;
        this.prefix = prefix;
        this.options = options;
        this.manifest = manifest;
        this.lock = lock;
        resumeAt = manifest.samples();
        samples = resumeAt;
    }

    /**
     * Begins a pack, or goes on with one.
     *
     * @param folder where the shards go; made when it is not there
     * @param prefix what their names begin with
     * @param input what tells the samples from others: a pack goes on only with the same
     * @throws IllegalArgumentException when the prefix is no part of a file's name
     * @throws IOException when the folder holds a pack of that prefix of another input or with other options, or files with
     *     names of its shards that are none of it; when another process is writing it, or when it cannot be written
     */
    public static ShardWriter open(Path folder, String prefix, PackOptions options, String input) throws IOException {
        requirePrefix(prefix);
        PackManifest seen = PackManifest.open(folder, prefix, options, input);
        if (seen.isComplete()) {
            return new ShardWriter(folder, prefix, options, seen, null);
        }
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(lockFile(folder, prefix), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            take(lock, folder, prefix);
            PackManifest manifest = PackManifest.open(folder, prefix, options, input);
            try {
                manifest.requireNoOthers(shardFiles(prefix), options.format().suffix());
            } catch (IOException e) {
                Files.deleteIfExists(lockFile(folder, prefix)); // nobody is let in, whoever comes
                throw e;
            }
            removeUnfinished(folder, prefix);
            manifest.begin();
            ShardWriter writer = new ShardWriter(folder, prefix, options, manifest, lock);
            opened = true;
            return writer;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /**
     * Checks what the names of shards are to begin with.
     *
     * @throws IllegalArgumentException when the prefix is no part of a file's name
     */
    public static void requirePrefix(String prefix) {
        if (!prefix.matches("[A-Za-z0-9_][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException(
                    "prefix \"" + prefix + "\": must be letters, digits, - and _, and not begin with -");
        }
    }

    /** Whether a pack of a prefix may write a file of this name. */
    public static boolean writes(String prefix, String name) {
        return name.equals(PackManifest.name(prefix))
                || shardFiles(prefix).matcher(name).matches();
    }

    /** Shards of a prefix and what lies beside them, whatever their format; the groups are their number and what follows it. */
    private static Pattern shardFiles(String prefix) {
        return Pattern.compile(prefix + "-(\\d{6})(\\.(?!.*" + Pattern.quote(ShardOutput.UNFINISHED) + "$).*)");
    }

    /** What a pack of a prefix leaves when it is killed: not what one of a longer prefix is writing. */
    private static Pattern unfinishedFiles(String prefix) {
        String suffixes = Arrays.stream(PackFormat.values())
                .map(format -> Pattern.quote(format.suffix()))
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?:" + prefix + "-\\d{6}(?:(?:" + suffixes + ")(?:\\.index)?|\\.idx)|"
                + Pattern.quote(PackManifest.name(prefix)) + ")" + Pattern.quote(ShardOutput.UNFINISHED));
    }

    private static Path lockFile(Path folder, String prefix) {
        return folder.resolve("." + prefix + ".pack.lock");
    }

    private static void take(FileChannel lock, Path folder, String prefix) throws IOException {
        FileLock taken;
        try {
            taken = lock.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            throw new IOException("the pack " + prefix + " in " + folder + " is being written by another writer");
        }
    }

    private static void removeUnfinished(Path folder, String prefix) throws IOException {
        Pattern unfinished = unfinishedFiles(prefix);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (unfinished.matcher(String.valueOf(file.getFileName())).matches()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** How many samples were in finished shards when it was opened: the caller leaves out as many. */
    public long resumeAt() {
        return resumeAt;
    }

    /** Whether the pack was finished when it was opened, or has been since. */
    public boolean isComplete() {
        return manifest.isComplete();
    }

    /** How many samples there are so far, those of finished shards among them. */
    public long samples() {
        return samples;
    }

    /** The names of the shards that are done. */
    public List<String> shards() {
        return manifest.shards().stream().map(PackManifest.Packed::name).collect(Collectors.toUnmodifiableList());
    }

    /** Bytes of the shards that are done. */
    public long bytes() {
        return manifest.shards().stream().mapToLong(PackManifest.Packed::bytes).sum();
    }

    /**
     * Writes a sample.
     *
     * @throws IllegalArgumentException when it cannot be written so that it is read back as it is; nothing of it is written,
     *     and others can be
     */
    public void write(RawSample sample) throws IOException, InterruptedException {
        if (manifest.isComplete() || failed) {
            throw new IllegalStateException(
                    "the pack " + prefix + " in " + folder + (failed ? " has failed" : " is complete"));
        }
        String key = options.numberedKeys() ? String.format(Locale.ROOT, "%09d", samples) : sample.key();
        boolean done = false;
        try {
            ShardOutput into = shard == null ? begin() : shard;
            if (!into.hasRoom(key, sample)) {
                end(into);
                into = begin();
                if (!into.hasRoom(key, sample)) {
                    throw new IllegalStateException("an empty shard without room");
                }
            }
            into.write(key, sample);
            samples++;
            done = true;
        } catch (IllegalArgumentException e) {
            done = true;
            throw e;
        } finally {
            failed = !done;
        }
    }

    /** Writes a sample whose fields are given by their names, in their order. Like {@link #write(RawSample)}. */
    public void write(String key, Map<String, byte[]> fields) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        fields.values().forEach(all::writeBytes);
        RawSample sample = new RawSample();
        sample.begin(key, 0, all.toByteArray());
        int at = 0;
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            sample.add(field.getKey(), at, field.getValue().length);
            at += field.getValue().length;
        }
        write(sample);
    }

    private ShardOutput begin() throws IOException {
        int number = manifest.shards().size();
        if (number == MOST_SHARDS) {
            throw new IOException("the pack " + prefix + " has " + MOST_SHARDS
                    + " shards, and no name for another: make shards larger");
        }
        String name = String.format(
                Locale.ROOT, "%s-%06d%s", prefix, number, options.format().suffix());
        ShardOutput begun = ShardOutput.create(folder, name, options);
        shard = begun;
        return begun;
    }

    private void end(ShardOutput ended) throws IOException, InterruptedException {
        try (ended) {
            manifest.add(ended.finish());
        } finally {
            shard = null;
        }
    }

    /** Ends the last shard, and the pack: nothing can be added any more. May be called again. */
    public void finish() throws IOException, InterruptedException {
        if (failed) {
            throw new IllegalStateException("the pack " + prefix + " in " + folder + " has failed");
        }
        if (manifest.isComplete()) {
            return;
        }
        ShardOutput last = shard;
        if (last != null && last.samples() > 0) {
            end(last);
        }
        manifest.complete();
        Files.deleteIfExists(lockFile(folder, prefix)); // nothing is written any more, whoever comes
    }

    /**
     * Lets go of the pack. Unless it was {@link #finish finished}, the shard under way is removed, and the pack can be gone on
     * with.
     */
    @Override
    public void close() throws IOException {
        ShardOutput under = shard;
        shard = null;
        try {
            if (under != null) {
                under.close();
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
