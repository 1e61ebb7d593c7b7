package io.narrows.data.adapt;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loader as a stream. The stream owns the loader: it closes it when the last batch was taken or one could not be had, and
 * when it is itself closed. A stream that may end before its data does belongs into a try-with-resources block.
 *
 * <p>A stream is for one thread: {@code parallel()} makes nothing faster, since the loader is parallel already. What the
 * loader throws comes as an {@link UncheckedIOException}; an interrupt too, and the thread stays interrupted.
 */
public final class LoaderStreams {
    private LoaderStreams() {}

    /** Its batches. A batch is closed when the next one is taken; whoever keeps its items may. */
    public static <T> Stream<DataBatch<T>> batches(Loader<T> loader) {
        Batches<T> batches = new Batches<>(loader);
        return StreamSupport.stream(batches, false).onClose(batches::close);
    }

    /** The items of its batches, one by one. */
    public static <T> Stream<T> items(Loader<T> loader) {
        Items<T> items = new Items<>(new Batches<>(loader));
        return StreamSupport.stream(items, false).onClose(items.batches::close);
    }

    private static final class Batches<T> implements Spliterator<DataBatch<T>> {
        private final Loader<T> loader;
        private @Nullable DataBatch<T> last;
        private boolean closed;

        Batches(Loader<T> loader) {
            this.loader = loader;
        }

        @Override
        public boolean tryAdvance(Consumer<? super DataBatch<T>> action) {
            DataBatch<T> batch = next();
            if (batch == null) {
                return false;
            }
            action.accept(batch);
            return true;
        }

        @Nullable
        DataBatch<T> next() {
            if (closed) {
                return null;
            }
            release();
            DataBatch<T> batch = null;
            try {
                batch = loader.next();
                last = batch;
                return batch;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException told = new InterruptedIOException("interrupted while waiting for a batch");
                told.initCause(e);
                throw new UncheckedIOException(told);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                if (batch == null) {
                    close();
                }
            }
        }

        private void release() {
            if (last != null) {
                last.close();
                last = null;
            }
        }

        void close() {
            if (!closed) {
                closed = true;
                release();
                loader.close();
            }
        }

        @Override
        public @Nullable Spliterator<DataBatch<T>> trySplit() {
            return null;
        }

        @Override
        public long estimateSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public int characteristics() {
            return ORDERED | NONNULL;
        }
    }

    private static final class Items<T> extends Spliterators.AbstractSpliterator<T> {
        private final Batches<T> batches;
        private @Nullable Iterator<T> items;

        Items(Batches<T> batches) {
            super(Long.MAX_VALUE, ORDERED);
            this.batches = batches;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            while (items == null || !items.hasNext()) {
                DataBatch<T> batch = batches.next();
                if (batch == null) {
                    return false;
                }
                items = batch.items().iterator();
            }
            action.accept(items.next());
            return true;
        }

        @Override
        public @Nullable Spliterator<T> trySplit() {
            return null;
        }
    }
}
