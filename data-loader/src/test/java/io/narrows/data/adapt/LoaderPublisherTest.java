package io.narrows.data.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.LoaderException;
import io.narrows.profiler.Profiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of Reactive Streams, by their numbers in its specification, mostly on an executor that runs at once. */
@Timeout(60)
class LoaderPublisherTest {
    private static final int BATCHES = 25;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Numbers numbers;

    private final List<Loader<Integer>> opened = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        numbers = Numbers.of(folder, BATCHES * 4);
    }

    private LoaderPublisher<Integer> publisher(Executor executor) {
        return new LoaderPublisher<>(
                () -> {
                    Loader<Integer> loader = numbers.open(4);
                    synchronized (opened) {
                        opened.add(loader);
                    }
                    return loader;
                },
                executor);
    }

    private void assertAllClosed() {
        for (Loader<Integer> loader : opened) {
            assertThrows(IllegalStateException.class, loader::next);
        }
    }

    /** Writes down every signal, and checks that they do not overlap. */
    private static class Recorder implements Flow.Subscriber<DataBatch<Integer>> {
        private final AtomicBoolean inside = new AtomicBoolean();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final List<Integer> firsts = new ArrayList<>();
        private final Consumer<Recorder> onNext;
        private int completions;
        private @Nullable Throwable failure;
        private Flow.@Nullable Subscription subscription;

        Recorder(Consumer<Recorder> onNext) {
            this.onNext = onNext;
        }

        Flow.Subscription subscription() {
            if (subscription == null) {
                throw new AssertionError("onSubscribe comes before everything else (1.9)");
            }
            return subscription;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(DataBatch<Integer> batch) {
            assertTrue(inside.compareAndSet(false, true), "signals must not overlap or nest (1.3, 3.3)");
            subscription();
            firsts.add(batch.items().get(0));
            batch.close();
            onNext.accept(this);
            inside.set(false);
        }

        @Override
        public void onError(Throwable thrown) {
            assertTrue(failure == null && completions == 0, "one end at most (1.7)");
            failure = thrown;
            ended.countDown();
        }

        @Override
        public void onComplete() {
            assertTrue(failure == null && completions == 0, "one end at most (1.7)");
            completions++;
            ended.countDown();
        }
    }

    private static List<Integer> firsts(int batches) {
        return IntStream.range(0, batches).map(batch -> batch * 4).boxed().toList();
    }

    @Test
    void noMoreThanWasAskedFor() {
        Recorder recorder = new Recorder(self -> {});
        publisher(Runnable::run).subscribe(recorder);
        assertEquals(List.of(), opened, "nothing is opened before the first request");
        recorder.subscription().request(2);
        assertEquals(firsts(2), recorder.firsts, "1.1");
        recorder.subscription().request(1);
        recorder.subscription().request(3);
        assertEquals(firsts(6), recorder.firsts);
        recorder.subscription().request(Long.MAX_VALUE);
        recorder.subscription().request(Long.MAX_VALUE); // 3.17: more than there is to count is without end
        assertEquals(firsts(BATCHES), recorder.firsts);
        assertEquals(1, recorder.completions);
        recorder.subscription().request(1); // 3.6 and 3.7: after the end nothing happens
        recorder.subscription().cancel();
        assertEquals(1, recorder.completions);
        assertAllClosed();
    }

    @Test
    void whatIsAskedForInOnSubscribeComesBehindIt() {
        AtomicBoolean subscribed = new AtomicBoolean();
        Recorder recorder = new Recorder(self -> assertTrue(subscribed.get(), "1.3")) {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                given.request(2);
                super.onSubscribe(given);
                assertEquals(List.of(), opened);
                subscribed.set(true);
            }
        };
        publisher(Runnable::run).subscribe(recorder);
        assertEquals(firsts(2), recorder.firsts);
        recorder.subscription().cancel();
        assertAllClosed();
    }

    @Test
    void askingForOneInsideOfEachDoesNotNest() {
        Recorder recorder = new Recorder(self -> self.subscription().request(1));
        publisher(Runnable::run).subscribe(recorder);
        recorder.subscription().request(1);
        assertEquals(firsts(BATCHES), recorder.firsts);
        assertEquals(1, recorder.completions);
    }

    @Test
    void cancellingEndsItWithoutAWord() {
        Recorder recorder = new Recorder(self -> {
            if (self.firsts.size() == 3) {
                self.subscription().cancel();
                self.subscription().cancel();
            }
        });
        publisher(Runnable::run).subscribe(recorder);
        recorder.subscription().request(10);
        recorder.subscription().request(10);
        assertEquals(firsts(3), recorder.firsts, "1.8");
        assertEquals(0, recorder.completions);
        assertEquals(null, recorder.failure);
        assertAllClosed();
    }

    @Test
    void cancellingEndsAWaitForData() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch stuck = new CountDownLatch(1);
            CompletableFuture<Thread> drain = new CompletableFuture<>();
            Recorder recorder = new Recorder(self -> {});
            new LoaderPublisher<>(
                            () -> {
                                Loader<Integer> loader = numbers.open(4, Profiler.disabled(), (number, context) -> {
                                    stuck.countDown();
                                    new CountDownLatch(1).await();
                                    return number;
                                });
                                opened.add(loader);
                                drain.complete(Thread.currentThread());
                                return loader;
                            },
                            single)
                    .subscribe(recorder);
            recorder.subscription().request(1);
            stuck.await();
            while (drain.get().getState() != Thread.State.WAITING) {
                Thread.onSpinWait(); // until it waits for the batch that never comes
            }
            recorder.subscription().cancel();
            assertFalse(
                    single.submit(() -> Thread.currentThread().isInterrupted()).get(),
                    "the thread is free again, and undisturbed");
            assertAllClosed();
            assertEquals(null, recorder.failure, "3.12");
            assertEquals(0, recorder.completions);
        } finally {
            single.shutdownNow();
        }
    }

    @Test
    void anErrorEndsItAsAnExceptionDoes() {
        AssertionError broken = new AssertionError("broken");
        Recorder recorder = new Recorder(self -> {
            throw broken;
        });
        publisher(Runnable::run).subscribe(recorder);
        recorder.subscription().request(1);
        assertEquals(broken, recorder.failure);
        assertAllClosed();
    }

    @Test
    void cancellingBeforeTheFirstRequestOpensNothing() {
        Recorder recorder = new Recorder(self -> {});
        publisher(Runnable::run).subscribe(recorder);
        recorder.subscription().cancel();
        recorder.subscription().request(1);
        assertEquals(List.of(), opened);
        assertEquals(List.of(), recorder.firsts);
    }

    @Test
    void aRequestForNothingIsAnError() {
        for (long bad : new long[] {0, -1, Long.MIN_VALUE}) {
            Recorder recorder = new Recorder(self -> {});
            publisher(Runnable::run).subscribe(recorder);
            recorder.subscription().request(1);
            recorder.subscription().request(bad);
            assertEquals(
                    "a request must be for at least 1 batch, got " + bad,
                    assertInstanceOf(IllegalArgumentException.class, recorder.failure, "3.9")
                            .getMessage());
            assertEquals(firsts(1), recorder.firsts);
        }
        assertAllClosed();
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what rule 1.9 forbids
    void nobodyIsNoSubscriber() {
        assertThrows(NullPointerException.class, () -> publisher(Runnable::run).subscribe(null));
    }

    @Test
    void whatTheLoaderThrowsIsSignalledAtItsPlace() throws Exception {
        numbers.damage("a.jsonl", 9);
        Recorder recorder = new Recorder(self -> {});
        publisher(Runnable::run).subscribe(recorder);
        recorder.subscription().request(100);
        assertEquals(firsts(3), recorder.firsts, "two whole batches and what is before the bad sample");
        assertEquals(
                9, assertInstanceOf(LoaderException.class, recorder.failure).index());
        assertAllClosed();
    }

    @Test
    void aLoaderThatCannotBeOpenedIsAnError() {
        Recorder recorder = new Recorder(self -> {});
        new LoaderPublisher<Integer>(
                        () -> {
                            throw new IOException("no such shard");
                        },
                        Runnable::run)
                .subscribe(recorder);
        recorder.subscription().request(1);
        assertEquals("no such shard", String.valueOf(recorder.failure == null ? "" : recorder.failure.getMessage()));
    }

    @Test
    void anExecutorThatRefusesIsAnError() {
        Recorder recorder = new Recorder(self -> {});
        publisher(task -> {
                    throw new RejectedExecutionException("full");
                })
                .subscribe(recorder);
        recorder.subscription().request(1);
        assertInstanceOf(RejectedExecutionException.class, recorder.failure);
    }

    @Test
    void subscribersOnThreadsHaveAllOfItEach() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            LoaderPublisher<Integer> publisher = publisher(threads);
            List<Recorder> recorders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Recorder recorder = new Recorder(self -> self.subscription().request(1));
                recorders.add(recorder);
                publisher.subscribe(recorder);
                recorder.subscription().request(1);
            }
            for (Recorder recorder : recorders) {
                recorder.ended.await();
                assertEquals(firsts(BATCHES), recorder.firsts);
                assertEquals(1, recorder.completions);
            }
        } finally {
            threads.shutdown();
        }
        assertFalse(opened.isEmpty());
        assertAllClosed();
    }
}
