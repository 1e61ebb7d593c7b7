package io.narrows.data.shard;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a data set, how many samples each has, and what tells the data set from others. Immutable and thread-safe. It
 * holds no file open; what had to be found out by reading a whole shard it keeps, so that this is done once.
 */
public final class ShardSet implements AutoCloseable {
    private static final Opening SILENT = (opened, all) -> {};

    private final Source source;
    private final List<Counted> shards;
    private volatile boolean closed;
    private final long samples;
    private final long fileBytes;
    private final long rawBytes;
    private final String fingerprint;

    /** A shard that was opened once; {@code closed} is that shard, closed, {@code rawBytes} what its samples take, decompressed. */
    record Counted(String name, ShardFormat format, Shard closed, long rawBytes) {
        int samples() {
            return closed.samples();
        }

        long fileBytes() {
            return closed.fileBytes();
        }
    }

    /** Hears how far opening is. Called by several threads at once. */
    @FunctionalInterface
    public interface Opening {
        /**
         * A further shard was opened, or found to be none.
         *
         * @param opened how many were by now
         * @param all how many there are
         */
        void opened(int opened, int all);
    }

    private ShardSet(Source source, List<Counted> shards, MessageDigest digest) {
        this.source = source;
        this.shards = List.copyOf(shards);
        long sumOfSamples = 0;
        long sumOfBytes = 0;
        long sumOfRawBytes = 0;
        for (Counted shard : shards) {
            sumOfSamples += shard.samples();
            sumOfBytes += shard.fileBytes();
            sumOfRawBytes += shard.rawBytes();
        }
        samples = sumOfSamples;
        fileBytes = sumOfBytes;
        rawBytes = sumOfRawBytes;
        fingerprint = fingerprint(shards, digest);
    }

    /**
     * Opens each shard once and counts its samples, several at a time.
     *
     * @param names the names of shards in the source, in their order, or texts in braces that stand for several, as in
     *     {@code train-{000000..000012}.tar}; or that of an index of shards, where a format has one. A name that has braces itself
     *     is written as {@link #literal} does
     * @throws IllegalArgumentException when a name is of no installed format, or its braces are wrong
     * @throws ShardException when one cannot be read as a shard; when several cannot, the first one's, with the others
     *     suppressed in it
     * @throws IOException when a file is not there or cannot be read
     */
    public static ShardSet open(Source source, List<String> names) throws IOException, InterruptedException {
        return open(source, names, SILENT);
    }

    /**
     * The same, which may take long, as each shard that has no index is read.
     *
     * @param opening hears of every shard; what it throws is thrown here
     */
    public static ShardSet open(Source source, List<String> names, Opening opening)
            throws IOException, InterruptedException {
        List<IOException> bad = new ArrayList<>();
        ShardSet set = open(source, names, bad::add, opening);
        if (!bad.isEmpty()) {
            IOException first = bad.get(0);
            bad.subList(1, bad.size()).forEach(first::addSuppressed);
            throw first;
        }
        return set;
    }

    /**
     * Like {@link #open(Source, List)}, but leaves out what cannot be opened.
     *
     * @param unreadable gets what is wrong with each shard that is left out, in their order
     */
    public static ShardSet open(Source source, List<String> names, Consumer<? super IOException> unreadable)
            throws IOException, InterruptedException {
        return open(source, names, unreadable, SILENT);
    }

    /**
     * Like {@link #open(Source, List, Consumer)}.
     *
     * @param opening hears of every shard, those that are left out too; what it throws is thrown here
     */
    public static ShardSet open(
            Source source, List<String> names, Consumer<? super IOException> unreadable, Opening opening)
            throws IOException, InterruptedException {
        List<String> all = names(source, names);
        List<Counted> counted = new ArrayList<>();
        ShardCount count = ShardCount.start(source, all, opening);
        MessageDigest digest = sha256(); // takes a while in a fresh JVM: meanwhile
        for (ShardCount.Result result : count.results()) {
            @Nullable Counted shard = result.shard();
            @Nullable IOException failure = result.failure();
            if (shard != null) {
                counted.add(shard);
            } else if (failure != null) {
                unreadable.accept(failure);
            }
        }
        return new ShardSet(source, counted, digest);
    }

    /**
     * The names of the shards that {@link #open(Source, List)} opens.
     *
     * @throws IllegalArgumentException when a name is of no installed format, or its braces are wrong
     * @throws IOException when an index of shards is not there or cannot be read
     */
    public static List<String> names(Source source, List<String> names) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (String text : names) {
            for (String name : ShardNames.expand(text)) {
                ShardFormat format = ShardFormats.of(name);
                if (format == null) {
                    throw new IllegalArgumentException(
                            "\"" + name + "\" ends with nothing that tells a format of shards");
                }
                all.addAll(format.shards(source, name));
            }
        }
        return all;
    }

    /** The text that stands for one name alone: with a backslash before each brace and backslash of it. */
    public static String literal(String name) {
        return ShardNames.literal(name);
    }

    /** Whether there is a format for files of this name, that of an index of shards included. */
    public static boolean reads(String name) {
        return ShardFormats.of(name) != null;
    }

    /** The installed format of a file of this name; null where there is none. */
    public static @Nullable ShardFormat format(String name) {
        return ShardFormats.of(name);
    }

    /** Names, counts and sizes, hashed: the same data set under another location has the same one. */
    private static String fingerprint(List<Counted> shards, MessageDigest digest) {
        for (Counted shard : shards) {
            String line = shard.name() + '\n' + shard.samples() + '\n' + shard.fileBytes() + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.digest(); // loads what it needs; it is as new behind that
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public Source source() {
        return source;
    }

    /** How many shards it has. */
    public int shards() {
        return shards.size();
    }

    /** The name of a shard. */
    public String name(int shard) {
        return shards.get(shard).name();
    }

    /** How many samples a shard has. */
    public int samples(int shard) {
        return shards.get(shard).samples();
    }

    /** Whether the samples of a shard have keys of their own; where not, their key is their number. */
    public boolean hasKeys(int shard) {
        return shards.get(shard).closed().hasKeys();
    }

    /** Bytes of a shard's file. */
    public long fileBytes(int shard) {
        return shards.get(shard).fileBytes();
    }

    /** How many samples all of them have. */
    public long samples() {
        return samples;
    }

    /** Bytes of all files. */
    public long fileBytes() {
        return fileBytes;
    }

    /** Bytes that all samples take as they lie in the shards, decompressed; an estimate where a format cannot know. */
    public long rawBytes() {
        return rawBytes;
    }

    /** 32 hexadecimal digits that change with the shards' names, their order, their counts of samples and their sizes. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Opens a shard; the caller closes it.
     *
     * @throws ShardException when it has changed since it was counted, or cannot be read as a shard any more
     */
    public Shard openShard(int shard) throws IOException, InterruptedException {
        Counted counted = shards.get(shard);
        if (closed) {
            throw new IOException("the data set in " + source.location() + " is closed");
        }
        DataFile file = source.open(counted.name());
        if (file.size() != counted.fileBytes()) {
            long now = file.size();
            file.close();
            throw changed(counted, "had " + counted.fileBytes() + " bytes when it was counted, and now has " + now);
        }
        Shard opened = counted.format().reopen(source, file, counted.closed());
        if (opened.samples() != counted.samples()) {
            int now = opened.samples();
            opened.close();
            throw changed(counted, "had " + counted.samples() + " samples when they were counted, and now has " + now);
        }
        return opened;
    }

    private static ShardException changed(Counted counted, String rule) {
        return new ShardException(counted.name(), -1, rule, false, null);
    }

    /**
     * Compares all bytes of a shard with the hash that is recorded for them.
     *
     * @return false when none is recorded
     * @throws ShardException when they differ
     */
    public boolean verify(int shard) throws IOException, InterruptedException {
        Counted counted = shards.get(shard);
        try (DataFile file = source.open(counted.name())) {
            return counted.format().verify(source, file);
        }
    }

    /** Opens no further shard. Those that are open stay so. May be called again. */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return shards.size() + " shards with " + samples + " samples in " + source.location();
    }
}
