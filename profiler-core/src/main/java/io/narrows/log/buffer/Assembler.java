package io.narrows.log.buffer;

import io.narrows.log.CarriedRecords;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
    /** How many traces and batches may be open where nobody says otherwise. */
    public static final int MAX_OPEN = 1 << 16;

    /** Records held of each on average. */
    private static final int RECORDS_PER_OPEN = 32;

    private static final int MAX_SPARE_WORDS = 1 << 12;

    private final Consumer<LogDocument> output;
    private final boolean recovered;
    private final int maxOpen;
    private final long maxHeldRecords;

    private final EntryTable traces = new EntryTable();
    private final EntryTable batches = new EntryTable();
    private final GivenUp givenUpTraces = new GivenUp();
    private final GivenUp givenUpBatches = new GivenUp();

    // Most records belong to the same trace, or batch, as the one before.
    private @Nullable Entry lastTrace;
    private @Nullable Entry lastBatch;

    private final List<Entry> endedTraces = new ArrayList<>();
    private final List<Entry> endedBatches = new ArrayList<>();

    private final ArrayDeque<long[]> spareWords = new ArrayDeque<>();
    private long entries;

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
     * @param maxOpen how many traces and batches may be open; more records than 32 for each of them are not held either
     */
    public Assembler(Consumer<LogDocument> output, boolean recovered, int maxOpen) {
        this(output, recovered, maxOpen, (long) RECORDS_PER_OPEN * maxOpen);
    }

    Assembler(Consumer<LogDocument> output, boolean recovered, int maxOpen, long maxHeldRecords) {
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
        Entry entry = ofBatch ? batch(serial) : trace(serial);
        if (entry == null) {
            return null;
        }
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
        Entry entry = end.batch() ? batch(end.serial()) : trace(end.serial());
        if (entry == null) {
            return;
        }
        boolean hadEnded = entry.ended();
        entry.lastSeenNs = nowNs;
        entry.end(end);
        if (!hadEnded) {
            ended(entry);
        }
    }

    /** Call after all buffers were read once: writes what is complete. */
    public void endPass() {
        /*
         * What stays moves to the front of the same list. If something fails midway, an entry may be in the list twice, or
         * be there though it is done; the next pass goes on from that.
         */
        int left = 0;
        for (int i = 0; i < endedBatches.size(); i++) {
            Entry batch = endedBatches.get(i);
            if (batch.changes == null && (batch.complete() || batch.endPass < pass)) {
                write(batch);
            }
            if (batch.changes == null || batch.endPass == pass) {
                endedBatches.set(left++, batch);
            } else {
                releaseIfUnused(batch);
            }
        }
        endedBatches.subList(left, endedBatches.size()).clear();
        left = 0;
        for (int i = 0; i < endedTraces.size(); i++) {
            Entry trace = endedTraces.get(i);
            if (trace.released()) {
                continue;
            }
            if (batchesKnown(trace) && (trace.complete() || trace.endPass < pass)) {
                write(trace);
            } else {
                endedTraces.set(left++, trace);
            }
        }
        endedTraces.subList(left, endedTraces.size()).clear();
        pass++;
        giveUpOldest();
    }

    /** Gives up what has been silent since before a time. */
    public void giveUpSilent(long beforeNs) {
        Entry next;
        for (Entry batch = batches.oldest(); batch != null; batch = next) {
            next = batch.newer;
            if (batch.changes == null && batch.lastSeenNs - beforeNs < 0) {
                write(batch);
                endedBatches.remove(batch);
                releaseIfUnused(batch);
            }
        }
        for (Entry trace = traces.oldest(); trace != null; trace = next) {
            next = trace.newer;
            if (trace.lastSeenNs - beforeNs < 0 && (!trace.ended() || batchesKnown(trace))) {
                write(trace);
            }
        }
    }

    /** Writes all batches: for a reader that has seen all of their records, and now goes on to those of the traces. */
    void writeBatches() {
        for (Entry batch = batches.oldest(); batch != null; batch = batch.newer) {
            if (batch.changes == null) {
                write(batch);
            }
        }
    }

    /** Writes what is complete, and waits with the rest however long: for a reader to whom no record comes twice. */
    void writeComplete() {
        int left = 0;
        for (int i = 0; i < endedTraces.size(); i++) {
            Entry trace = endedTraces.get(i);
            if (batchesKnown(trace) && trace.complete()) {
                write(trace);
            } else {
                endedTraces.set(left++, trace);
            }
        }
        endedTraces.subList(left, endedTraces.size()).clear();
    }

    /** Writes everything that is left, what never ended as abandoned. */
    public void finish() {
        writeBatches();
        for (Entry trace = traces.oldest(); trace != null; trace = traces.oldest()) {
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
            EntryTable open = RecordLayout.isBatch(RecordLayout.type(meta)) ? batches : traces;
            Entry entry = open.get(serial);
            if (entry != null) {
                entry.carried = true;
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

    private @Nullable Entry trace(long serial) {
        Entry last = lastTrace;
        if (last == null || last.serial != serial || last.released()) {
            last = find(traces, givenUpTraces, serial, false);
            lastTrace = last;
        }
        return last;
    }

    private @Nullable Entry batch(long serial) {
        Entry last = lastBatch;
        if (last == null || last.serial != serial || last.released()) {
            last = find(batches, givenUpBatches, serial, true);
            lastBatch = last;
        }
        return last;
    }

    /** The open entry of a serial, made when it is new; null when it was given up. */
    private @Nullable Entry find(EntryTable open, GivenUp givenUp, long serial, boolean batch) {
        Entry found = open.get(serial);
        if (found == null && !givenUp.contains(serial)) {
            long[] words = spareWords.pollLast();
            found = new Entry(serial, batch, entries++, words == null ? Entry.newWords() : words);
            open.add(found);
        }
        return found;
    }

    private static void join(Entry trace, @Nullable Entry batch) {
        if (batch != null && trace.joins(batch)) {
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
        if (entry.batch) {
            writeBatch(entry);
        } else {
            writeTrace(entry);
        }
    }

    private void writeBatch(Entry batch) {
        heldRecords -= batch.sort();
        batch.changes = Documents.changes(batch);
        if (!batch.ended()) {
            givenUpBatches.add(batch.serial);
        }
        if (batch.begun()) {
            output.accept(Documents.batch(batch, recovered));
        }
    }

    /** Whatever fails on the way, the trace is done with: it comes out once or not at all, and holds nothing up. */
    private void writeTrace(Entry trace) {
        TraceDocument document = null;
        CarriedRecords end = null;
        try {
            heldRecords -= trace.sort();
            if (trace.begun()) {
                document = Documents.trace(trace, recovered);
                end = trace.carried && trace.ended() ? carriedEnd(trace) : null;
            }
        } finally {
            releaseTrace(trace);
        }
        if (document == null) {
            return;
        }
        if (!trace.ended()) {
            abandonedCount++;
            givenUpTraces.add(trace.serial);
        } else {
            endedCount++;
            incompleteCount += complete(trace) ? 0 : 1;
        }
        output.accept(document);
        if (end != null) {
            output.accept(end);
        }
    }

    private void releaseTrace(Entry trace) {
        release(traces, trace);
        for (Entry batch : trace.joined) {
            batch.openMembers--;
            if (batch.changes != null && (!batch.ended() || batch.endPass < pass)) {
                releaseIfUnused(batch);
            }
        }
    }

    /** If its document is not kept, a recovery has to know that it ended all the same. */
    private static CarriedRecords carriedEnd(Entry trace) {
        LossyEnd handle = trace.lossyEnd;
        return new CarriedRecords(ByteBuffer.allocate(RecordLayout.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(handle != null ? handle.endNs() : trace.number(trace.size() - 1))
                .putLong(trace.serial)
                .putLong(0)
                .putLong(RecordLayout.meta(trace.expected() - 1, 0, RecordLayout.END))
                .flip());
    }

    private static boolean complete(Entry trace) {
        boolean complete = trace.complete();
        for (Entry batch : trace.joined) {
            complete &= batch.complete();
        }
        return complete;
    }

    private void releaseIfUnused(Entry batch) {
        if (batch.openMembers == 0 && !batch.released()) {
            release(batches, batch);
        }
    }

    private void release(EntryTable open, Entry entry) {
        open.remove(entry);
        heldRecords -= entry.size();
        long[] words = entry.release();
        if (words != null && spareWords.size() < MAX_SPARE_WORDS) {
            spareWords.addLast(words);
        }
    }

    private void giveUpOldest() {
        while (open() > maxOpen || (heldRecords > maxHeldRecords && open() > 0)) {
            Entry trace = traces.oldest();
            Entry batch = batches.oldest();
            if (batch != null && (trace == null || (batch.order < trace.order && batch.changes == null))) {
                giveUpBatch(batch);
            } else if (trace != null) {
                for (Entry joined : trace.joined) {
                    if (joined.changes == null) {
                        write(joined);
                    }
                }
                write(trace);
            }
        }
    }

    private void giveUpBatch(Entry batch) {
        if (batch.changes == null) {
            write(batch);
            releaseIfUnused(batch);
        } else {
            release(batches, batch); // no trace is left that could need it
        }
    }
}
