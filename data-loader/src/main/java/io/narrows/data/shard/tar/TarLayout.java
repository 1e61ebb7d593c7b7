package io.narrows.data.shard.tar;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.shard.index.SampleLayout;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.shard.tar.KeyRun.Part;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Samples in an archive: neighbouring files whose names have the same key. For one thread. */
final class TarLayout implements SampleLayout {
    /*
     * A sample reaches from the end of the last file of the one before it to the end of its own last file, without the zeros
     * behind that: so a long name's header, and files that are part of no sample, lie in the sample that they stand before,
     * and an archive that lacks the last zeros is whole. Where such files are large, ownBegin passes them over.
     */
    private static final int HEADERS_BYTES = 64 << 10;

    private final TarEntries entries = new TarEntries();
    private final FieldNames fieldNames = new FieldNames();
    private final KeyRun run = new KeyRun();

    @Override
    public void show(int index, RawWindow window, long from, long to, RawSample sample)
            throws IOException, InterruptedException {
        entries.moveTo(from);
        run.clear();
        boolean begun = false;
        while (entries.next(window, to)) {
            Part part = part();
            if (part == Part.NONE) {
                continue;
            }
            if (!begun) {
                sample.begin(run.key(), 0, run.length(), index, window.array());
                begun = true;
            } else if (part == Part.NEW) {
                throw new DamageException("holds files of two samples, the second of them " + entries.nameText()
                        + ": the index is not the shard's");
            }
            add(window, run.length() + 1, sample);
        }
        if (!begun) {
            throw new DamageException("holds no file: the index is not the shard's");
        }
    }

    @Override
    public long ownBegin(RawWindow window, long from, long to) throws IOException, InterruptedException {
        window.hold(from, (int)
                Math.min(HEADERS_BYTES, to - from)); // so that it need not go back where nothing is passed over
        entries.moveTo(from);
        run.clear();
        while (entries.next(window, to)) {
            if (part() != Part.NONE) {
                return entries.begin();
            }
        }
        return from;
    }

    private void add(RawWindow window, int fieldOffset, RawSample sample) throws DamageException {
        String field =
                fieldNames.of(entries.name(), entries.nameFrom() + fieldOffset, entries.nameLength() - fieldOffset);
        if (sample.field(field) >= 0) {
            throw new DamageException("has the field " + field + " twice; the second is " + entries.nameText());
        }
        if (entries.sparse()) {
            throw new DamageException("has a sparse file, " + entries.nameText() + "; those are not read");
        }
        sample.add(field, window.offset(entries.dataPlace()), (int) entries.size());
    }

    @Override
    public SampleIndex.Builder find(RawWindow window, long bytes) throws IOException, InterruptedException {
        SampleIndex.Builder found = new SampleIndex.Builder(TarHeader.BYTES, window.fileSize());
        entries.moveTo(0);
        run.clear();
        @Nullable Part part = null; // of the file stepped to, until it is added
        try {
            if (window.hold(0, 1) == 0) {
                throw new DamageException("is empty: an archive has an end mark at least");
            }
            while (entries.next(window, bytes)) {
                part = part();
                long end = entries.dataPlace() + entries.size();
                if (bytes == Long.MAX_VALUE && entries.size() > 0 && window.hold(end - 1, 1) == 0) {
                    throw new DamageException("has a file at " + entries.dataPlace() + " of " + entries.size()
                            + " bytes, but ends before");
                }
                if (part == Part.NEW) {
                    found.add(end);
                } else if (part == Part.SAME) {
                    found.extend(end);
                }
                part = null;
            }
        } catch (DamageException e) {
            if (part == null) {
                part = entries.named() ? part() : Part.NEW;
            }
            if (part != Part.SAME) {
                found.add(found.end());
            }
            found.damaged(String.valueOf(e.getMessage()));
        }
        return found;
    }

    private Part part() {
        return run.next(entries.name(), entries.nameFrom(), entries.nameLength());
    }
}
