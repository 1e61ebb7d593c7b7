package io.narrows.data.pack;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.tar.TarSampleNames;
import io.narrows.data.shard.tar.WdsIndexText;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes samples into an archive: POSIX headers, extended ones where a name is long or not ASCII; no times, no owners. */
final class TarOutput implements SampleOutput {
    private static final int BLOCK_BYTES = 512;
    private static final int SHORT_NAME_BYTES = 100;
    private static final int FILE_MODE = 0644;

    private final BlockOutput out;
    private final TarArchiveOutputStream tar;
    private final WdsIndexText index = new WdsIndexText();
    private String lastKey = "";

    TarOutput(BlockOutput out) {
        this.out = out;
        tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    @Override
    public long bytes(String key, RawSample sample) {
        if (sample.fields() == 0) {
            throw new IllegalArgumentException("sample " + key + " has no field, and a tar holds nothing of it then");
        }
        if (key.equals(lastKey)) {
            throw new IllegalArgumentException("two samples in a row have the key \"" + key
                    + "\" and would be read back as one: give them keys of their own, or number them");
        }
        Set<String> names = new HashSet<>();
        long bytes = 0;
        for (int i = 0; i < sample.fields(); i++) {
            String name = TarSampleNames.of(key, sample.name(i));
            if (!names.add(name)) {
                throw new IllegalArgumentException("sample " + key + " has the field " + sample.name(i) + " twice");
            }
            bytes += BLOCK_BYTES + TarSampleNames.padded(sample.length(i));
            // The extended header holds the name in up to three bytes a letter; one that is not ASCII always has one.
            int letters = name.length();
            if (letters * 3 > SHORT_NAME_BYTES || !name.chars().allMatch(c -> c < 0x80)) {
                bytes += BLOCK_BYTES + TarSampleNames.padded(letters * 3L + 20);
            }
        }
        return bytes;
    }

    @Override
    public int write(String key, RawSample sample) throws IOException {
        long size = 0;
        for (int i = 0; i < sample.fields(); i++) {
            String name = TarSampleNames.of(key, sample.name(i));
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            size = sample.length(i);
            entry.setSize(size);
            entry.setModTime(0L);
            entry.setMode(FILE_MODE);
            entry.setIds(0, 0);
            entry.setNames("", "");
            tar.putArchiveEntry(entry);
            long place = out.place();
            tar.write(sample.array(), sample.offset(i), sample.length(i));
            tar.closeArchiveEntry();
            index.add(i == 0, sample.name(i), place, size, name);
        }
        lastKey = key;
        return (int) (TarSampleNames.padded(size) - size);
    }

    @Override
    public int endBytes() {
        return 2 * BLOCK_BYTES;
    }

    @Override
    public void end() throws IOException {
        tar.finish();
    }

    @Override
    public byte[] otherIndex() {
        return index.bytes();
    }

    @Override
    public String otherIndexName(String shard) {
        return TarSampleNames.wdsIndex(shard);
    }
}
