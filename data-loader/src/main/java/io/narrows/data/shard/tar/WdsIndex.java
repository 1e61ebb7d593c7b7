package io.narrows.data.shard.tar;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.shard.tar.KeyRun.Part;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.OptionalFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Index files as DALI's {@code wds2idx} writes them and its reader of WebDataset takes them; for plain archives only. */
final class WdsIndex {
    /*
     * Text. The first line is a version and a number of samples, "v1.2 3"; then one line for each sample, with four words for
     * each of its files: the field as it is written, where the file's bytes begin, how many they are, and its name. Version
     * 1.1 lacks the names. Words are separated by spaces, so a name with a space in it cannot be said.
     *
     * DALI groups files as we do but for small things (case, names without a dot), so where there are names they are grouped
     * anew. The file says nothing about the archive that it was made of: three samples, and what follows the last one, are
     * looked at to see whether it fits.
     */
    static final String VERSION = "v1.2";
    private static final String VERSION_WITHOUT_NAMES = "v1.1";
    private static final int MOST_BYTES = 1 << 30;

    private final byte[] text;
    private final long shardBytes;
    private int at;
    private boolean endOfLine;

    private WdsIndex(byte[] text, long shardBytes) {
        this.text = text;
        this.shardBytes = shardBytes;
    }

    /** The name of the index of an archive: up to the first dot that is not its first letter. */
    static String name(String shard) {
        int dot = shard.indexOf('.', shard.lastIndexOf('/') + 2);
        return (dot < 0 ? shard : shard.substring(0, dot)) + ".idx";
    }

    /** Reads the index of an archive. @return null when there is none, or one that is refused or does not fit, which is logged */
    static @Nullable SampleIndex read(Source source, DataFile shard) throws IOException, InterruptedException {
        String name = name(shard.name());
        try (DataFile file = OptionalFile.open(source, name)) {
            if (file == null) {
                return null;
            }
            if (file.size() > MOST_BYTES) {
                throw new DamageException("has " + file.size() + " bytes; at most " + MOST_BYTES + " are read");
            }
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            SampleIndex index = new WdsIndex(bytes, shard.size()).parse();
            check(index, shard);
            return index;
        } catch (DamageException e) {
            Log.OF_INDEXES.warn("{} is not used: it {}", name, e.getMessage());
            return null;
        }
    }

    private SampleIndex parse() throws DamageException {
        String version = word();
        boolean names = version.equals(VERSION);
        if (!names && !version.equals(VERSION_WITHOUT_NAMES)) {
            throw new DamageException("has version \"" + version + "\", and only " + VERSION_WITHOUT_NAMES + " and "
                    + VERSION + " are known");
        }
        long lines = number("a number of samples");
        if (!endOfLine) {
            throw new DamageException("has more than a version and a number of samples in its first line");
        }
        SampleIndex.Builder found = new SampleIndex.Builder(TarHeader.BYTES, shardBytes);
        KeyRun run = new KeyRun();
        long end = 0;
        for (long line = 0; line < lines; line++) {
            boolean first = true;
            do {
                skipWord("a field");
                long place = number("a place");
                long size = number("a file's size");
                if (place % TarHeader.BYTES != 0
                        || place < TarHeader.padded(end) + TarHeader.BYTES
                        || size > shardBytes - place) {
                    throw new DamageException("has a file at " + place + " of " + size + " bytes in line " + (line + 2)
                            + ", which cannot be in an archive of " + shardBytes + " bytes behind one that ends at "
                            + end);
                }
                end = place + size;
                Part part = first ? Part.NEW : Part.SAME;
                if (names) {
                    int from = at;
                    part = run.next(text, from, skipWord("a file's name"));
                }
                if (part == Part.NEW) {
                    found.add(end);
                } else if (part == Part.SAME) {
                    found.extend(end);
                }
                first = false;
            } while (!endOfLine);
        }
        if (at < text.length) {
            throw new DamageException("has more lines than the " + lines + " samples that it says");
        }
        return found.build(null, shardBytes);
    }

    /** Passes a word and the space or line feed behind it; says how long the word is. */
    private int skipWord(String what) throws DamageException {
        int from = at;
        while (at < text.length && text[at] != ' ' && text[at] != '\n') {
            at++;
        }
        if (at == from) {
            throw new DamageException("has no word at its byte " + at + ", where " + what + " should be");
        }
        int length = at - from;
        endOfLine = at == text.length || text[at] == '\n';
        at = Math.min(at + 1, text.length);
        return length;
    }

    private String word() throws DamageException {
        int from = at;
        return new String(text, from, skipWord("a version"), StandardCharsets.UTF_8);
    }

    private long number(String what) throws DamageException {
        int from = at;
        int length = skipWord(what);
        long value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 16) {
                throw new DamageException("has at its byte " + from + " no number, where " + what + " should be");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Looks at the first sample, one in the middle, the last one, and at what follows it. */
    private static void check(SampleIndex index, DataFile shard) throws IOException, InterruptedException {
        int samples = index.samples();
        TarLayout layout = new TarLayout();
        RawSample sample = new RawSample();
        try (RawWindow window = Compression.NONE.window(shard, null, shard.size(), shard.size())) {
            for (int i : samples == 0 ? new int[0] : new int[] {0, samples / 2, samples - 1}) {
                long to = index.end(i);
                long from = layout.ownBegin(window, index.start(i), to);
                if (to - from > RawWindow.MAX_BYTES || window.hold(from, (int) (to - from)) < to - from) {
                    throw new DamageException("has a sample " + i + " that is too large");
                }
                layout.show(i, window, from, to, sample);
            }
            TarEntries rest = new TarEntries();
            rest.moveTo(index.start(samples));
            while (rest.next(window, shard.size())) {
                if (MemberName.keyLength(rest.name(), rest.nameFrom(), rest.nameLength()) >= 0) {
                    throw new DamageException("ends before " + rest.nameText() + ", which the archive has too");
                }
            }
        } catch (DamageException e) {
            throw new DamageException(
                    "does not fit " + shard.name() + ", of which the index says that it " + e.getMessage(), e);
        }
    }

    /** Made when there is something to say: starting the host's logging may take as long as opening all shards. */
    private static final class Log {
        static final Logger OF_INDEXES = LoggerFactory.getLogger(WdsIndex.class);
    }
}
