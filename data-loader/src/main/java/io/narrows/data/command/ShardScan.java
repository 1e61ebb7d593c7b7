package io.narrows.data.command;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** What one shard holds: every sample of it was read. */
final class ShardScan {
    /** Damages that are kept with their words; the others are counted. */
    static final int MOST_DAMAGES = 100;

    private final String name;
    private final List<String> damages = new ArrayList<>();
    private long damaged;
    private boolean unread;
    private long fileBytes;
    private SizeSummary sizes = SizeSummary.NONE;

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
     * @param totals gets the sizes of samples and fields
     * @param read hears of samples read, a few at a time
     */
    static ShardScan of(String name, Opener opener, SizeTotals totals, LongConsumer read) throws InterruptedException {
        ShardScan scan = new ShardScan(name);
        SizeHistogram samples = new SizeHistogram();
        FieldSizes fields = new FieldSizes();
        try (Shard shard = opener.open()) {
            scan.fileBytes = shard.fileBytes();
            try (ShardCursor cursor = shard.read(0, shard.samples())) {
                scan.readAll(cursor, samples, fields, read);
            }
        } catch (IOException e) {
            scan.damage(e);
        }
        scan.sizes = SizeSummary.of(samples);
        totals.add(samples, fields);
        return scan;
    }

    private void readAll(ShardCursor cursor, SizeHistogram samples, FieldSizes fields, LongConsumer read)
            throws IOException, InterruptedException {
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
                RawSample sample = cursor.sample();
                samples.add(sample.bytes());
                for (int i = 0; i < sample.fields(); i++) {
                    fields.add(sample.name(i), sample.length(i));
                }
                read.accept(1);
            }
        }
    }

    /** A shard that is none from its beginning on. */
    static ShardScan unreadable(ShardException e) {
        ShardScan scan = new ShardScan(e.shard());
        scan.damage(e);
        return scan;
    }

    /** Notes that something is wrong with it. */
    void damage(IOException e) {
        damaged++;
        unread |= !(e instanceof ShardException);
        if (damages.size() < MOST_DAMAGES) {
            String text = e instanceof NoSuchFileException ? "is not there any more" : String.valueOf(e.getMessage());
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
    SizeSummary sizes() {
        return sizes;
    }

    /** Samples, or runs of samples, that could not be read. */
    long damaged() {
        return damaged;
    }

    /** Whether some of that is no fault of the shard's: it is not there any more, or cannot be read. */
    boolean unread() {
        return unread;
    }

    /** What is wrong with the first of these, in one line each. */
    List<String> damages() {
        return damages;
    }
}
