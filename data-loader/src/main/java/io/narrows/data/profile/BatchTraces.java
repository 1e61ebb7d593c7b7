package io.narrows.data.profile;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the trace of each batch, of kind {@value #KIND}: from the moment at which a worker took its data up, through the stages
 * that this went through, to the consumer, who goes on with it.
 *
 * <p>A batch is the work of one chunk or of several. The trace follows the one that was ready first until then, and from then on the
 * next, so it is always in what the batch still lacks. Where several batches come of one chunk, each of their traces has the
 * whole of it, as each of them had to wait for it. Attributes: {@code shard} and {@code shard.first_index} of the chunk that was ready
 * last, {@code data.loader}, which is another number for each loader of the process, {@code samples} and {@code bytes} of the
 * batch, {@code data.wait_ns}, for which the consumer waited, and {@code data.wait.CAUSE_ns} of each cause that had a part in it.
 *
 * <p>Recording a trace takes some us, all threads together, which is nothing beside a model. Batches that come faster than any model
 * takes them are not all recorded: {@value TracePace#BURST} at once and {@value TracePace#PER_SECOND} a second are, of all loaders of
 * the profiler together; the others have a trace that records nothing, and the loader's next one that is recorded says in {@code
 * data.unrecorded} how many there were since the one before. {@link LoaderMeters} counts all batches, whatever their pace.
 *
 * <p>Used by the consumer's thread.
 */
public final class BatchTraces {
    public static final String KIND = "data.batch";

    /** Of a batch of more chunks, only the last ones are followed. */
    private static final int MOST_CHUNKS = 64;

    private final Profiler profiler;
    private final ConsumerMeter consumer;
    private final TracePace pace;
    private final Trace inert = Profiler.disabled().begin(Profiler.disabled().kind(KIND));
    private final Kind kind;
    private final List<Stage> stages = new ArrayList<>();
    private final Stage waitIn;
    private final Stage waitOut;
    private final Stage handOver;
    private final long number;
    private final Attribute loader;
    private final Attribute shard;
    private final Attribute firstIndex;
    private final Attribute samples;
    private final Attribute bytes;
    private final Attribute wait;
    private final Attribute unrecorded;
    private final WaitCause[] cause = WaitCause.values();
    private final Attribute[] causes = new Attribute[cause.length];

    /** Batches without a trace since the last one that has one. */
    private long others;

    /**
     * Names kind, stages and attributes.
     *
     * @throws io.narrows.profiler.ProfilerException when the profiler has one of these names as something else
     */
    public BatchTraces(Profiler profiler, LoaderMeters meters) {
        this.profiler = profiler;
        pace = TracePace.of(profiler);
        consumer = meters.consumer();
        kind = profiler.kind(KIND);
        for (LoaderStages.Stage stage : meters.stages().all()) {
            stages.add(profiler.stage(stage.name(), Segment.DATA));
        }
        waitIn = profiler.stage("wait.in", Segment.DATA);
        waitOut = profiler.stage("wait.out", Segment.DATA);
        handOver = profiler.stage("handover", Segment.DATA);
        number = meters.number();
        loader = profiler.attribute("data.loader", "");
        shard = profiler.attribute("shard", "");
        firstIndex = profiler.attribute("shard.first_index", "");
        samples = profiler.attribute("samples", "");
        bytes = profiler.attribute("bytes", "B");
        wait = profiler.attribute("data.wait_ns", "ns");
        unrecorded = profiler.attribute("data.unrecorded", "");
        for (int i = 0; i < causes.length; i++) {
            causes[i] = profiler.attribute("data.wait." + cause[i].word() + "_ns", "ns");
        }
    }

    /**
     * The trace of the batch that was delivered last, in no stage: called behind {@link ConsumerMeter#delivered}. Whoever has the
     * batch enters further stages and ends it. One that records nothing where there is no profiler, or batches come too fast.
     *
     * @param samplesInIt samples of the batch
     * @param bytesInIt of those, decoded
     */
    public Trace begin(int samplesInIt, long bytesInIt) {
        List<ChunkTimes> chunks = consumer.chunks();
        chunks.removeIf(chunk -> chunk.rows() == 0); // nobody worked on it: it has no times
        if (!profiler.enabled() || chunks.isEmpty()) {
            return profiler.begin(kind);
        }
        if (!pace.record(consumer.inHandNs())) {
            others++;
            return inert;
        }
        if (chunks.size() > 1) {
            chunks.sort(Comparator.comparingLong(ChunkTimes::readyNs));
        }
        Trace trace = profiler.begin(kind, startedNs(chunks));
        for (int i = Math.max(0, chunks.size() - MOST_CHUNKS); i < chunks.size(); i++) {
            enter(trace, chunks.get(i));
        }
        ChunkTimes chunk = chunks.get(chunks.size() - 1);
        trace.enter(handOver, Math.max(consumer.inHandNs(), chunk.readyNs()));
        trace.leave();
        trace.attribute(loader, number);
        trace.attribute(shard, chunk.shard());
        trace.attribute(firstIndex, chunk.firstIndex());
        trace.attribute(samples, samplesInIt);
        trace.attribute(bytes, bytesInIt);
        trace.attribute(wait, consumer.batchWaitNs());
        for (int i = 0; i < causes.length && consumer.batchWaitNs() > 0; i++) {
            long ns = consumer.batchCauseNs(cause[i]);
            if (ns > 0) {
                trace.attribute(causes[i], ns);
            }
        }
        if (others > 0) {
            trace.attribute(unrecorded, others);
            others = 0;
        }
        return trace;
    }

    private static long startedNs(List<ChunkTimes> chunks) {
        long first = Long.MAX_VALUE;
        for (ChunkTimes chunk : chunks) {
            first = Math.min(first, chunk.startedNs());
        }
        return first;
    }

    /** Times before those of the chunk that was ready earlier count as that one's end: a trace does not go back. */
    private void enter(Trace trace, ChunkTimes chunk) {
        for (int row = 0; row < chunk.rows(); row++) {
            enter(trace, chunk, row);
        }
    }

    private void enter(Trace trace, ChunkTimes chunk, int row) {
        long from = chunk.fromNs(row);
        int state = chunk.state(row);
        if (state < 0) {
            trace.enter(serviceFollows(chunk, row) ? waitIn : waitOut, from);
            return;
        }
        long read = chunk.readNs(row);
        long decompress = chunk.decompressNs(row);
        if (read > 0) {
            trace.enter(stages.get(LoaderStages.READ), from);
        }
        if (decompress > 0) {
            trace.enter(stages.get(LoaderStages.DECOMPRESS), from + read);
        }
        trace.enter(stages.get(state), from + read + decompress);
    }

    private static boolean serviceFollows(ChunkTimes chunk, int row) {
        for (int later = row + 1; later < chunk.rows(); later++) {
            if (chunk.state(later) >= 0) {
                return true;
            }
        }
        return false;
    }
}
