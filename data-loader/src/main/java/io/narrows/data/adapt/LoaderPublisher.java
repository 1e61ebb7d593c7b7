package io.narrows.data.adapt;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A loader as a publisher of batches. Every subscriber has a loader of its own, opened at its first request and closed when
 * it has all, fails, or is cancelled, which also ends a wait for data. A batch is taken from the loader only when it was asked for, so what is ahead of a slow
 * subscriber is what the loader holds, and that is bounded.
 *
 * <p>A batch belongs to the subscriber, who closes it. While a subscriber waits for data it occupies one thread of the executor;
 * while it has asked for nothing it occupies none.
 *
 * @param <T> the items of the batches
 */
public final class LoaderPublisher<T> implements Flow.Publisher<DataBatch<T>> {
    private final Callable<Loader<T>> open;
    private final Executor executor;

    /**
     * @param open opens a loader; called once a subscriber
     * @param executor waits for batches and hands them over; its threads are not to be few and needed by the subscribers too
     */
    public LoaderPublisher(Callable<Loader<T>> open, Executor executor) {
        this.open = open;
        this.executor = executor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super DataBatch<T>> subscriber) {
        if (subscriber == null) {
            throw new NullPointerException("subscriber"); // what Reactive Streams ask for, rule 1.9
        }
        Subscription<T> subscription = new Subscription<>(open, executor, subscriber);
        subscriber.onSubscribe(subscription);
        subscription.subscribed();
    }

    /*
     * One drain runs at a time: whoever raises `wanted` from 0 starts it, and it goes round until what was raised meanwhile is
     * done too. So signals never overlap (rule 1.3), request() inside onNext does not recurse (3.3), and cancel() and
     * request() never wait for the loader (3.4, 3.5). The loader and the subscriber are the drain's alone.
     *
     * The drain may wait for data without end, and its thread may be the only one of the executor. So cancel() interrupts it,
     * but only while it waits: what the subscriber does in onNext is not to be disturbed. Who waits is said and changed under
     * this object's monitor.
     */
    private static final class Subscription<T> implements Flow.Subscription, Runnable {
        private final Callable<Loader<T>> open;
        private final Executor executor;
        private final AtomicLong demand = new AtomicLong();

        /** From 1 on until the subscriber has this: what it asks for in {@code onSubscribe} is done behind that. */
        private final AtomicInteger wanted = new AtomicInteger(1);

        private volatile boolean cancelled;
        private @Nullable Thread waiting;
        private boolean interrupted;
        private volatile @Nullable IllegalArgumentException misuse;
        private Flow.@Nullable Subscriber<? super DataBatch<T>> subscriber;
        private @Nullable Loader<T> loader;

        Subscription(Callable<Loader<T>> open, Executor executor, Flow.Subscriber<? super DataBatch<T>> subscriber) {
            this.open = open;
            this.executor = executor;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long batches) {
            if (batches <= 0) {
                misuse = new IllegalArgumentException("a request must be for at least 1 batch, got " + batches);
            } else {
                demand.accumulateAndGet(batches, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
            }
            drainSoon();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                cancelled = true;
                Thread waits = waiting;
                if (waits != null && !interrupted) {
                    interrupted = true;
                    waits.interrupt();
                }
            }
            drainSoon();
        }

        void subscribed() {
            if (!wanted.compareAndSet(1, 0)) {
                drainByExecutor();
            }
        }

        private void drainSoon() {
            if (wanted.getAndIncrement() == 0) {
                drainByExecutor();
            }
        }

        private void drainByExecutor() {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                // Nobody will run the drain, so its part falls to this thread; a loader is only closed here, not read.
                end(e);
            }
        }

        @Override
        public void run() {
            int seen = wanted.get();
            do {
                drain();
                seen = wanted.addAndGet(-seen);
            } while (seen > 0);
        }

        private void drain() {
            try {
                while (subscriber != null) {
                    if (cancelled) {
                        end(null);
                    } else if (misuse != null) {
                        end(misuse);
                    } else if (demand.get() == 0) {
                        return;
                    } else {
                        deliver();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                end(e);
            } catch (Throwable e) { // an error too: otherwise no signal would ever follow
                end(e);
            }
        }

        /** The next batch, waited for; null at the end, and when it is cancelled meanwhile. */
        private @Nullable DataBatch<T> take() throws Exception {
            synchronized (this) {
                if (cancelled) {
                    return null;
                }
                waiting = Thread.currentThread();
            }
            try {
                Loader<T> from = loader;
                if (from == null) {
                    from = open.call();
                    loader = from;
                }
                return from.next();
            } catch (Exception e) {
                if (!cancelled) {
                    throw e;
                }
                return null;
            } finally {
                synchronized (this) {
                    waiting = null;
                    if (interrupted) {
                        Thread.interrupted(); // the thread is the executor's, and has other things to do
                    }
                }
            }
        }

        private void deliver() throws Exception {
            DataBatch<T> batch = take();
            Flow.Subscriber<? super DataBatch<T>> to = subscriber;
            if (to == null || cancelled) {
                if (batch != null) {
                    batch.close();
                }
            } else if (batch == null) {
                close();
                subscriber = null;
                to.onComplete();
            } else {
                if (demand.get() != Long.MAX_VALUE) {
                    demand.decrementAndGet();
                }
                to.onNext(batch);
            }
        }

        /** Closes the loader and forgets the subscriber, telling it of a failure unless it has cancelled. */
        private void end(@Nullable Throwable failure) {
            Flow.Subscriber<? super DataBatch<T>> to = subscriber;
            subscriber = null;
            close();
            if (to != null && failure != null && !cancelled) {
                to.onError(failure);
            }
        }

        private void close() {
            Loader<T> from = loader;
            loader = null;
            if (from != null) {
                from.close();
            }
        }
    }
}
