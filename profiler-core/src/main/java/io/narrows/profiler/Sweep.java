package io.narrows.profiler;

import io.narrows.log.CarriedRecords;
import io.narrows.log.LogDocument;
import io.narrows.log.buffer.Assembler;
import io.narrows.log.buffer.Cursor;
import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.LossyEnd;
import io.narrows.log.buffer.LossyRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads all buffers, pass by pass, and puts traces together. For the drainer alone, except the counts. */
final class Sweep {
    /** Silent traces are looked for this often per {@code abandonAfter}; the time between two passes counts for no more. */
    private static final int SILENCE_CHECKS = 8;

    private final LiveRecording recording;
    private final ThreadBuffers buffers;
    private final Consumer<LogDocument> output;
    private final long abandonAfterNs;
    private final Assembler assembler;
    private final boolean tracksThreads;
    private final List<ThreadTrack> tracks = new ArrayList<>();
    private final List<Cursor> cursors = new ArrayList<>();
    private final List<LossyEnd> lossyEnds = new ArrayList<>();

    // Time that this thread was there to watch. While the process or its machine stands still, nobody can end a trace.
    private long lastPassNs;
    private long watchedNs;
    private long nextSilenceCheckNs;

    private volatile long traces;
    private volatile long incomplete;
    private volatile long abandoned;

    /**
     * Starts at the beginning of all buffers.
     *
     * @param output takes the documents; must not throw
     * @param nowNs now, in ns of the run's clock
     */
    Sweep(
            ProfilerConfig config,
            LiveRecording recording,
            ThreadBuffers buffers,
            Consumer<LogDocument> output,
            long nowNs) {
        this.recording = recording;
        this.buffers = buffers;
        this.output = output;
        abandonAfterNs = config.abandonAfter().toNanos();
        tracksThreads = config.cpuSamples() != null;
        assembler = new Assembler(output, false, config.maxOpenTraces());
        lastPassNs = nowNs;
        nextSilenceCheckNs = abandonAfterNs / SILENCE_CHECKS;
    }

    /** Reads what came since the last pass and puts out what is complete; the number of records. */
    long pass(long nowNs) {
        watchedNs += Math.min(nowNs - lastPassNs, Math.max(abandonAfterNs / SILENCE_CHECKS, 2 * Pace.MAX_PARK_NS));
        lastPassNs = nowNs;
        List<EventBuffer> all = buffers.all();
        while (cursors.size() < all.size()) {
            cursors.add(cursor(all.get(cursors.size())));
        }
        long records = 0;
        for (Cursor cursor : cursors) {
            records += cursor.drainTo(assembler, watchedNs);
        }
        for (ThreadTrack track : tracks) {
            track.tend(nowNs);
        }
        takeLossyEnds();
        assembler.endPass();
        for (Cursor cursor : cursors) {
            cursor.advance();
            if (cursor.heldUp()) {
                output.accept(new CarriedRecords(assembler.carry(cursor)));
                cursor.letGo();
            }
        }
        if (watchedNs - nextSilenceCheckNs >= 0) {
            nextSilenceCheckNs = watchedNs + abandonAfterNs / SILENCE_CHECKS;
            assembler.giveUpSilent(watchedNs - abandonAfterNs);
        }
        publishCounts();
        return records;
    }

    private Cursor cursor(EventBuffer buffer) {
        if (!tracksThreads) {
            return new Cursor(buffer);
        }
        ThreadTrack track = new ThreadTrack(output);
        tracks.add(track);
        return new Cursor(buffer, track);
    }

    /** Takes as many as can have been there when it began: a host that ends traces faster must not keep the pass here. */
    private void takeLossyEnds() {
        for (int left = LiveRecording.MAX_LOSSY_ENDS; left > 0; left--) {
            LossyEnd end = recording.nextLossyEnd();
            if (end == null) {
                break;
            }
            assembler.accept(end, watchedNs);
            lossyEnds.add(end);
        }
        if (!lossyEnds.isEmpty()) {
            output.accept(LossyRecords.of(lossyEnds));
            lossyEnds.clear();
        }
    }

    /** Puts out everything that is left. */
    void finish() {
        tracks.forEach(ThreadTrack::flush);
        assembler.finish();
        publishCounts();
    }

    private void publishCounts() {
        traces = assembler.ended();
        incomplete = assembler.incomplete();
        abandoned = assembler.abandoned();
    }

    /** Traces that ended, as of the latest pass. */
    long traces() {
        return traces;
    }

    /** Those of them with records missing. */
    long incomplete() {
        return incomplete;
    }

    /** Traces that were given up. */
    long abandoned() {
        return abandoned;
    }
}
