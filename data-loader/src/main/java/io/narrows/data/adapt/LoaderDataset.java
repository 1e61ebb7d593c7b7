package io.narrows.data.adapt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.profiler.Trace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A loader as a data set of DJL, for {@code EasyTrain} and {@code Trainer.iterateDataset}. Each call of {@link #getData} is the
 * next epoch, with a loader of its own, which is closed at the end of the epoch, when the next one begins, and with this data
 * set. For one thread at a time.
 *
 * @param <T> the items of the batches
 */
public final class LoaderDataset<T> implements Dataset, AutoCloseable {
    private final Epochs<T> epochs;
    private final Collate<T> collate;
    private final long batches;
    private int nextEpoch;
    private @Nullable BatchIterator open;

    /** Opens the loader of an epoch. */
    @FunctionalInterface
    public interface Epochs<T> {
        /**
         * Opens it.
         *
         * @param epoch from 0
         */
        Loader<T> open(int epoch) throws IOException, InterruptedException;
    }

    /** Makes arrays of the items of a batch. */
    @FunctionalInterface
    public interface Collate<T> {
        /**
         * Makes them.
         *
         * @param manager owner of the arrays; closed with the batch
         * @param items at least one
         */
        Arrays collate(NDManager manager, List<T> items);
    }

    /**
     * What a model is given, and what it should answer.
     *
     * @param data the first dimension of each array is that of the batch
     * @param labels the same
     */
    public record Arrays(NDList data, NDList labels) {}

    /**
     * @param epochs opens the loader of each epoch, for example with the epoch as its shuffle's
     * @param collate makes arrays of items; called on the thread that trains
     * @param batches batches of an epoch, for DJL's progress bars; 0 when not known
     */
    public LoaderDataset(Epochs<T> epochs, Collate<T> collate, long batches) {
        this.epochs = epochs;
        this.collate = collate;
        this.batches = batches;
    }

    /** A batch that knows the loader's. */
    public static final class LoadedBatch extends Batch {
        private final DataBatch<?> loaded;

        private LoadedBatch(NDManager manager, Arrays arrays, DataBatch<?> loaded, long number, long total) {
            super(
                    manager,
                    arrays.data(),
                    arrays.labels(),
                    loaded.items().size(),
                    Batchifier.STACK,
                    Batchifier.STACK,
                    number,
                    total);
            this.loaded = loaded;
        }

        /** Its trace, which goes on with what a training loop does; ended by {@link #close}. */
        public Trace trace() {
            return loaded.trace();
        }

        /** The keys of its samples. */
        public List<String> keys() {
            return loaded.keys();
        }

        @Override
        public void close() {
            super.close();
            loaded.close();
        }
    }

    /** Nothing: shards are opened with each epoch. */
    @Override
    public void prepare(@Nullable Progress progress) {}

    /**
     * The next epoch. Its iterator may be asked for once.
     *
     * @throws IOException when the loader cannot be opened
     */
    @Override
    public Iterable<Batch> getData(NDManager manager) throws IOException {
        close();
        Loader<T> loader;
        try {
            loader = epochs.open(nextEpoch);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        nextEpoch++;
        BatchIterator iterator = new BatchIterator(loader, manager);
        open = iterator;
        return () -> iterator;
    }

    /** Ends an epoch that is under way. */
    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException told = new InterruptedIOException("interrupted while waiting for a batch");
        told.initCause(e);
        return told;
    }

    private final class BatchIterator implements Iterator<Batch> {
        private final Loader<T> loader;
        private final NDManager manager;
        private @Nullable DataBatch<T> ahead;
        private boolean ended;
        private long number;

        BatchIterator(Loader<T> loader, NDManager manager) {
            this.loader = loader;
            this.manager = manager;
        }

        @Override
        public boolean hasNext() {
            if (ahead == null && !ended) {
                try {
                    ahead = loader.next();
                } catch (InterruptedException e) {
                    throw new UncheckedIOException(interrupted(e));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (ahead == null) {
                    ended = true;
                    close();
                }
            }
            return ahead != null;
        }

        /** Ends the epoch, with a batch that was looked at and not taken. */
        void close() {
            loader.close();
            if (ahead != null) {
                ahead.close();
                ahead = null;
            }
        }

        @Override
        public Batch next() {
            if (!hasNext() || ahead == null) {
                throw new NoSuchElementException("the epoch has no more batches");
            }
            DataBatch<T> batch = ahead;
            ahead = null;
            @Nullable NDManager own = null;
            boolean taken = false;
            try {
                own = manager.newSubManager();
                Batch made = new LoadedBatch(own, collate.collate(own, batch.items()), batch, number++, batches);
                taken = true;
                return made;
            } finally {
                if (!taken) {
                    if (own != null) {
                        own.close();
                    }
                    batch.close();
                }
            }
        }
    }
}
