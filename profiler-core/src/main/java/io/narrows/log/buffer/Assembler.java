package io.narrows.log.buffer;

import io.narrows.log.LogDocument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts records from any number of buffers, in any order, together into the documents of traces and batches.
 *
 * <p>Used by one thread: the drainer, or a recovery. Batches come out before their members. Memory is bounded: above a
 * number of open traces or of their records the oldest are given up.
 */
public final class Assembler {
    /*
     * When is a trace complete? Its records are numbered, and its end carries the highest number, so usually one just
     * counts. When records were dropped, the numbers never fill up; then this helps: whatever a trace wrote before its
     * end was published before the end was. So after the end was seen, one more pass over all buffers sees everything
     * that there will ever be.
     *
     *   pass n     sees END of trace 7, 12 of 14 records
     *   pass n+1   reads all buffers again: the 2 are there now (complete), or they were dropped (incomplete)
     *
     * The same holds for a batch: all its members joined before it ended, so a pass later all of them are known. Its
     * records stay in the buffers until the members are in the log too, since a member's timeline needs them.
     */
    private static final int MAX_OPEN = 1 << 16;
    private static final int MAX_HELD_RECORDS = 1 << 21;

    private final Consumer<LogDocument> output;
    private final boolean recovered;
    private final int maxOpen;
    private final int maxHeldRecords;

    // In order of their first record.
    private final Map<Long, Entry> traces = new LinkedHashMap<>();
    private final Map<Long, Entry> batches = new LinkedHashMap<>();

    // Serials whose later records are of no use any more, the latest of them.
    private final Set<Long> givenUp = new LinkedHashSet<>();

    private List<Entry> endedTraces = new ArrayList<>();
    private List<Entry> endedBatches = new ArrayList<>();

    private long pass;
    private long heldRecords;
    private long endedCount;
    private long incompleteCount;
    private long abandonedCount;

    /**
     * Makes an assembler.
     *
     * @param output takes the documents; must not throw
     * @param recovered whether the documents say that they were recovered
     */
    public Assembler(Consumer<LogDocument> output, boolean recovered) {
        this(output, recovered, MAX_OPEN, MAX_HELD_RECORDS);
    }

    Assembler(Consumer<LogDocument> output, boolean recovered, int maxOpen, int maxHeldRecords) {
        this.output = output;
        this.recovered = recovered;
        this.maxOpen = maxOpen;
        this.maxHeldRecords = maxHeldRecords;
    }

    /** Traces that ended and were put together. */
    public long ended() {
        return endedCount;
    }

    /** Those of them of which, or of whose batch, records are missing. */
    public long incomplete() {
        return incompleteCount;
    }

    /** Traces that were given up. */
    public long abandoned() {
        return abandonedCount;
    }

    /** Takes one record, and tells which entry it belongs to; null when it is of no use. */
    @Nullable
    Entry accept(long number, long serial, long value, long meta, long nowNs) {
        int type = RecordLayout.type(meta);
        boolean ofBatch = RecordLayout.isBatch(type);
        if (!ofBatch && !RecordLayout.isTrace(type)) {
            return null;
        }
        if (!ofBatch && givenUp.contains(serial)) {
            return null;
        }
        Entry entry = ofBatch ? batch(serial) : trace(serial);
        entry.lastSeenNs = nowNs;
        if (entry.add(number, value, meta)) {
            heldRecords++;
        }
        if (type == RecordLayout.JOIN) {
            join(entry, batch(value));
        } else if (type == RecordLayout.END || type == RecordLayout.BATCH_END) {
            ended(entry);
        }
        return entry;
    }

    /** Takes the end of a trace or batch of which records were dropped. */
    public void accept(LossyEnd end, long nowNs) {
        if (!end.batch() && givenUp.contains(end.serial())) {
            return;
        }
        Entry entry = end.batch() ? batch(end.serial()) : trace(end.serial());
        boolean hadEnded = entry.ended();
        entry.lastSeenNs = nowNs;
        entry.end(end);
        if (!hadEnded) {
            ended(entry);
        }
    }

    /** Call after all buffers were read once: writes what is complete. */
    public void endPass() {
        List<Entry> candidates = endedBatches;
        endedBatches = new ArrayList<>();
        for (Entry batch : candidates) {
            if (batch.changes == null && (batch.complete() || batch.endPass < pass)) {
                write(batch);
            }
            if (batch.changes == null || batch.endPass == pass) {
                endedBatches.add(batch);
            } else {
                releaseIfUnused(batch);
            }
        }
        candidates = endedTraces;
        endedTraces = new ArrayList<>();
        for (Entry trace : candidates) {
            if (trace.released()) {
                continue;
            }
            if (batchesKnown(trace) && (trace.complete() || trace.endPass < pass)) {
                write(trace);
            } else {
                endedTraces.add(trace);
            }
        }
        pass++;
        giveUpOldest();
    }

    /** Gives up what has been silent since before a time. */
    public void giveUpSilent(long beforeNs) {
        for (Entry batch : List.copyOf(batches.values())) {
            if (batch.changes == null && batch.lastSeenNs - beforeNs < 0) {
                write(batch);
                endedBatches.remove(batch);
                releaseIfUnused(batch);
            }
        }
        for (Entry trace : List.copyOf(traces.values())) {
            if (trace.lastSeenNs - beforeNs < 0 && (!trace.ended() || batchesKnown(trace))) {
                write(trace);
            }
        }
    }

    /** Writes everything that is left, what never ended as abandoned. */
    public void finish() {
        for (Entry batch : List.copyOf(batches.values())) {
            if (batch.changes == null) {
                write(batch);
            }
        }
        for (Entry trace : List.copyOf(traces.values())) {
            write(trace);
        }
        batches.clear();
        endedBatches.clear();
        endedTraces.clear();
    }

    /** Takes the records of open traces out of a buffer that they hold up, and gives the room back. */
    public ByteBuffer carry(Cursor cursor) {
        EventBuffer buffer = cursor.buffer();
        int records = cursor.heldRecords();
        ByteBuffer carried = ByteBuffer.allocate(records * RecordLayout.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long from = cursor.headPosition();
        for (long at = from; at < from + records; at++) {
            long serial = buffer.serial(at);
            long meta = buffer.meta(at);
            Map<Long, Entry> open = RecordLayout.isBatch(RecordLayout.type(meta)) ? batches : traces;
            if (open.containsKey(serial)) {
                carried.putLong(buffer.number(at))
                        .putLong(serial)
                        .putLong(buffer.value(at))
                        .putLong(meta);
            }
        }
        return carried.flip();
    }

    /** Number of traces and batches that are open. */
    int open() {
        return traces.size() + batches.size();
    }

    /** Whether it has records of a batch, or a trace that joined it. */
    boolean hasBatch(long serial) {
        return batches.containsKey(serial);
    }

    private Entry trace(long serial) {
        return traces.computeIfAbsent(serial, s -> new Entry(s, false));
    }

    private Entry batch(long serial) {
        return batches.computeIfAbsent(serial, s -> new Entry(s, true));
    }

    private static void join(Entry trace, Entry batch) {
        if (!trace.joined.contains(batch)) {
            trace.joined.add(batch);
            batch.openMembers++;
        }
    }

    private void ended(Entry entry) {
        entry.endPass = pass;
        (entry.batch ? endedBatches : endedTraces).add(entry);
    }

    private static boolean batchesKnown(Entry trace) {
        for (Entry batch : trace.joined) {
            if (batch.changes == null) {
                return false;
            }
        }
        return true;
    }

    private void write(Entry entry) {
        heldRecords -= entry.sort();
        if (entry.batch) {
            entry.changes = Documents.changes(entry);
            if (entry.begun()) {
                output.accept(Documents.batch(entry, recovered));
            }
            return;
        }
        if (entry.begun()) {
            if (!entry.ended()) {
                abandonedCount++;
                giveUp(entry.serial);
            } else {
                endedCount++;
                if (!entry.complete() || !entry.joined.stream().allMatch(Entry::complete)) {
                    incompleteCount++;
                }
            }
            output.accept(Documents.trace(entry, recovered));
        }
        release(traces, entry);
        for (Entry batch : entry.joined) {
            batch.openMembers--;
            if (batch.changes != null && (!batch.ended() || batch.endPass < pass)) {
                releaseIfUnused(batch);
            }
        }
    }

    private void giveUp(long serial) {
        if (givenUp.size() >= maxOpen) {
            Iterator<Long> oldest = givenUp.iterator();
            oldest.next();
            oldest.remove();
        }
        givenUp.add(serial);
    }

    private void releaseIfUnused(Entry batch) {
        if (batch.openMembers == 0 && !batch.released()) {
            release(batches, batch);
        }
    }

    private void release(Map<Long, Entry> open, Entry entry) {
        entry.release();
        open.remove(entry.serial, entry);
        heldRecords -= entry.size();
    }

    private void giveUpOldest() {
        while (open() > maxOpen || (heldRecords > maxHeldRecords && open() > 0)) {
            Iterator<Entry> oldest =
                    (traces.isEmpty() ? batches : traces).values().iterator();
            Entry entry = oldest.next();
            for (Entry batch : entry.joined) {
                if (batch.changes == null) {
                    write(batch);
                }
            }
            if (entry.batch && entry.changes != null) {
                release(batches, entry); // no trace is left that could need it
            } else {
                write(entry);
            }
        }
    }
}
