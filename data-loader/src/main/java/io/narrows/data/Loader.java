package io.narrows.data;

import io.narrows.data.order.DeliveredHash;
import io.narrows.data.order.Intervals;
import io.narrows.data.pipeline.Fault;
import io.narrows.data.pipeline.FaultException;
import io.narrows.data.pipeline.Piece;
import io.narrows.data.pipeline.Pipeline;
import io.narrows.data.profile.BatchTraces;
import io.narrows.data.profile.LoaderFigures;
import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.verdict.Autotune;
import io.narrows.data.verdict.Headspace;
import io.narrows.data.verdict.Trial;
import io.narrows.data.verdict.Tunable;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the samples of an epoch, batch by batch, which threads of its own read, decode and transform ahead.
 *
 * <p>Lifecycle: {@link #from} a data set, {@link LoaderBuilder#open}, {@link #next} until it returns null, {@link #close}. It
 * reads ahead from when it is opened, within {@link LoaderBuilder#memory}. One that is not closed keeps its threads until the
 * last sample is taken.
 *
 * <p>{@link #next} is for one thread at a time; everything else may be called by any thread at any time, {@link #close} too.
 *
 * @param <T> what a sample is
 */
public final class Loader<T> implements AutoCloseable {
    private final Pipeline pipeline;
    private final LoaderMeters meters;
    private final BatchTraces traces;
    private final Batcher batcher;
    private final FaultLog faults;
    private final LoaderState start;
    private final @Nullable Autotune autotune;
    private final Intervals remaining;
    private final Object stateLock = new Object();

    private DeliveredHash delivered;
    private DeliveredHash skipped;
    private volatile boolean closed;
    private boolean tunes;

    private @Nullable Piece piece;
    private int offset;
    private boolean ended;
    private @Nullable Fault failure;
    private @Nullable Draft draft;

    Loader(
            Pipeline pipeline,
            LoaderMeters meters,
            BatchTraces traces,
            Batcher batcher,
            FaultLog faults,
            LoaderState start,
            @Nullable Autotune autotune) {
        this.pipeline = pipeline;
        this.meters = meters;
        this.traces = traces;
        this.batcher = batcher;
        this.faults = faults;
        this.start = start;
        this.autotune = autotune;
        tunes = autotune != null;
        remaining = Intervals.of(start.remaining());
        delivered = start.delivered();
        skipped = start.skipped();
    }

    /** Begins to describe a loader of these shards. */
    public static LoaderBuilder<RawSample> from(ShardSet shards) {
        return new LoaderBuilder<>(shards);
    }

    /**
     * The next batch; waits for it. It counts as delivered from now on.
     *
     * @return null at the end of the epoch, or of this rank's share
     * @throws LoaderException when a sample failed and is not to be left out, or what is left out cannot be written down. What
     *     comes before that sample was delivered; calling again throws again
     * @throws InterruptedException when the thread is interrupted; nothing is lost, and calling again goes on
     * @throws IllegalStateException when it is closed, also while waiting
     */
    public @Nullable DataBatch<T> next() throws LoaderException, InterruptedException {
        meters.consumer().asked();
        boolean given = false;
        try {
            DataBatch<T> batch = batch();
            given = batch != null;
            Fault fault = failure;
            if (!given && fault != null) {
                throw new LoaderException(fault.text(), fault.shard(), fault.index(), fault.cause());
            }
            return batch;
        } finally {
            if (!given) {
                meters.consumer().finished();
            }
        }
    }

    private @Nullable DataBatch<T> batch() throws LoaderException, InterruptedException {
        DataBatch<T> batch = null;
        Draft ready = draft();
        while (ready != null && batch == null) {
            batch = hand(ready);
            ready = batch == null ? draft() : null; // of what was left out nobody makes a batch
        }
        return batch;
    }

    /** The next samples to be handed over; null at the end. */
    private @Nullable Draft draft() throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
        while (draft == null && !ended) {
            Piece from = piece;
            if (from == null) {
                from = take();
                if (from == null) {
                    break;
                }
            }
            offset += batcher.add(from, offset);
            if (batcher.failure() != null) {
                failure = batcher.failure();
                ended = true;
            }
            if (offset == from.samples()) {
                piece = null;
            }
            draft = batcher.full();
        }
        if (draft == null) {
            draft = batcher.rest();
        }
        return draft;
    }

    private @Nullable Piece take() throws InterruptedException {
        try {
            piece = pipeline.take();
        } catch (FaultException e) {
            failure = e.fault();
        }
        offset = 0;
        ended = piece == null;
        return piece;
    }

    /**
     * Counts a draft as delivered, as the last thing that is done: where something goes wrong before, the next call hands it over.
     * Null where nothing is in it but what was left out.
     */
    private @Nullable DataBatch<T> hand(Draft ready) throws LoaderException {
        writeDown(ready);
        DataBatch<T> batch = null;
        if (ready.size() > 0) {
            List<T> items = items(ready);
            List<String> keys = keys(ready);
            meters.consumer().delivered(ready.size(), ready.bytes());
            tune();
            batch = new DataBatch<>(items, keys, traces.begin(ready.size(), ready.bytes()));
        }
        synchronized (stateLock) {
            ready.removeFrom(remaining);
            delivered = delivered.plus(ready.delivered());
            skipped = skipped.plus(ready.skipped());
            draft = null;
        }
        return batch;
    }

    private void writeDown(Draft ready) throws LoaderException {
        if (ready.writtenDown) {
            return;
        }
        try {
            faults.leftOut(ready.faults());
        } catch (IOException e) {
            throw new LoaderException(String.valueOf(e.getMessage()), "", -1, e);
        }
        ready.writtenDown = true;
    }

    /** That numbers of workers cannot be changed is no reason to fail: the loader goes on with those that it has. */
    private void tune() {
        Autotune by = autotune;
        if (by != null && tunes) {
            try {
                by.afterBatch();
            } catch (RuntimeException | Error e) {
                tunes = false;
                Log.OF_LOADERS.warn("autotune has failed and is off from now on: {}", e.toString(), e);
            }
        }
    }

    @SuppressWarnings("unchecked") // the builder's last stage makes T
    private List<T> items(Draft ready) {
        List<?> items = Arrays.asList(Arrays.copyOf(ready.items, ready.size()));
        return (List<T>) Collections.unmodifiableList(items);
    }

    private static List<String> keys(Draft ready) {
        List<String> keys = new ArrayList<>(ready.size());
        for (int i = 0; i < ready.size(); i++) {
            keys.add(String.valueOf(ready.keys[i]));
        }
        return Collections.unmodifiableList(keys);
    }

    /** How far it has come: up to the batch that {@link #next} returned last. */
    public LoaderState state() {
        synchronized (stateLock) {
            return new LoaderState(
                    start.dataset(),
                    start.samples(),
                    start.seed(),
                    start.epoch(),
                    start.shuffle(),
                    start.rank(),
                    start.ranks(),
                    remaining.ranges(),
                    delivered,
                    skipped);
        }
    }

    /**
     * What was left out so far, in samples by stage and kind of fault: {@code "read: damaged"}, {@code "decode: not decodable"},
     * {@code "read: missing file"}, {@code "resize: IllegalArgumentException"}. Only what others threw goes by its class.
     */
    public Map<String, Long> faults() {
        return faults.counts();
    }

    /** Where its time goes, and what the consumer waits for. */
    public LoaderFigures figures() {
        return meters.figures();
    }

    /** Bytes that it holds now, by its own estimate, which {@link LoaderBuilder#memory} bounds. */
    public long heldBytes() {
        return pipeline.heldBytes();
    }

    /** The most bytes that it held at any time. */
    public long peakBytes() {
        return pipeline.peakBytes();
    }

    /**
     * The groups of workers, whose numbers may be changed at any time: those that read and decode, then those of each {@link
     * LoaderBuilder#map(String, int, io.narrows.data.transform.Transform)} with workers of its own.
     */
    public List<Tunable> groups() {
        return pipeline.groups();
    }

    /** What {@link LoaderBuilder#autotune} has tried so far, and what it gave. */
    public List<Trial> trials() {
        return autotune == null ? List.of() : autotune.trials();
    }

    /** Samples that {@link #next} could take without waiting. */
    public long readySamples() {
        return pipeline.readySamples();
    }

    /**
     * Measures what a loader would give that always had the batch ready: steps over batches of this one take turns with steps over a
     * few that are kept. It goes on with the epoch, from where {@link #next} is: what it takes counts as delivered. By the thread
     * that calls {@link #next}.
     *
     * @param how many batches are kept, how many steps are measured at a time, and how often
     * @param step what is done with a batch, which is closed behind it; those that are kept come again and again, and then have a
     *     trace that records nothing
     * @return the gain that is to be had at most; of fewer rounds where the epoch ends before
     * @throws Exception what {@link #next} or the step throws
     */
    public Headspace.Result headspace(Headspace how, Headspace.Step<DataBatch<T>> step) throws Exception {
        Profiler none = Profiler.disabled();
        Kind kind = none.kind(BatchTraces.KIND);
        Set<DataBatch<T>> closed = new HashSet<>();
        return how.measure(
                this::next,
                () -> (int) Math.min(Integer.MAX_VALUE, readySamples()),
                batch -> {
                    if (closed.add(batch)) {
                        try (DataBatch<T> open = batch) {
                            step.on(open);
                        }
                    } else {
                        step.on(new DataBatch<>(batch.items(), batch.keys(), none.begin(kind)));
                    }
                },
                batch -> {
                    if (!closed.remove(batch)) {
                        batch.close();
                    }
                });
    }

    /**
     * Stops reading and gives back threads, files and memory; {@link #next} throws from then on. Waits for decoders and
     * transforms under way, which are interrupted, at most 10 s; one that goes on all the same ends its thread when it returns.
     * Calling it again does nothing.
     */
    @Override
    public void close() {
        closed = true;
        pipeline.close();
    }

    /** Made when there is something to say: starting the host's logging takes longer than starting a loader. */
    private static final class Log {
        static final Logger OF_LOADERS = LoggerFactory.getLogger(Loader.class);
    }
}
