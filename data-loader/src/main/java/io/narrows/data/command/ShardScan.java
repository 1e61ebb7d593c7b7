package io.narrows.data.command;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** What one shard holds: every sample of it was read. */
final class ShardScan {
    /** Damages that are kept with their words; the others are counted. */
    static final int MOST_DAMAGES = 100;

    private final String name;
    private final SizeHistogram sizes = new SizeHistogram();
    private final Map<String, SizeHistogram> fields = new TreeMap<>();
    private final List<String> damages = new ArrayList<>();
    private long damaged;
    private long fileBytes;

    private ShardScan(String name) {
        this.name = name;
    }

    /** Opens a shard, which the caller closes. */
    interface Opener {
        Shard open() throws IOException, InterruptedException;
    }

    /**
     * Reads a shard from its begin to its end. What cannot be read is noted, and where that is possible it goes on after it.
     *
     * @param read hears of samples read, a few at a time
     */
    static ShardScan of(String name, Opener opener, LongConsumer read) throws InterruptedException {
        ShardScan scan = new ShardScan(name);
        try (Shard shard = opener.open()) {
            scan.fileBytes = shard.fileBytes();
            try (ShardCursor cursor = shard.read(0, shard.samples())) {
                scan.readAll(cursor, read);
            }
        } catch (IOException e) {
            scan.damage(e);
        }
        return scan;
    }

    private void readAll(ShardCursor cursor, LongConsumer read) throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            try {
                more = cursor.next();
            } catch (ShardException e) {
                if (!e.continues()) {
                    throw e;
                }
                damage(e);
                continue;
            }
            if (more) {
                add(cursor.sample());
                read.accept(1);
            }
        }
    }

    private void add(RawSample sample) {
        sizes.add(sample.bytes());
        for (int i = 0; i < sample.fields(); i++) {
            fields.computeIfAbsent(sample.name(i), field -> new SizeHistogram()).add(sample.length(i));
        }
    }

    /** A shard that could not even be opened. */
    static ShardScan unreadable(IOException e) {
        ShardScan scan =
                new ShardScan(e instanceof ShardException known ? known.shard() : String.valueOf(e.getMessage()));
        scan.damage(e);
        return scan;
    }

    /** Notes that something is wrong with it. */
    void damage(IOException e) {
        damaged++;
        if (damages.size() < MOST_DAMAGES) {
            String text = String.valueOf(e.getMessage());
            damages.add(text.contains(name) ? text : name + ": " + text);
        }
    }

    String name() {
        return name;
    }

    /** Samples that could be read. */
    long samples() {
        return sizes.count();
    }

    /** Bytes of its file; 0 when it could not be opened. */
    long fileBytes() {
        return fileBytes;
    }

    /** Sizes of its samples in bytes, decompressed. */
    SizeHistogram sizes() {
        return sizes;
    }

    /** Sizes of each field. */
    Map<String, SizeHistogram> fields() {
        return fields;
    }

    /** Samples, or runs of samples, that could not be read. */
    long damaged() {
        return damaged;
    }

    /** What is wrong with the first of these, in one line each. */
    List<String> damages() {
        return damages;
    }
}
