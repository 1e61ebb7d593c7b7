package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.Operators;
import io.narrows.log.RunDirectory;
import io.narrows.profiler.OperatorTime;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ProfiledForward;
import io.narrows.server.model.TextModel;
import io.narrows.server.testing.FakeModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ForwardProfilesTest {

    /** A fake model with a profiler; it tells at the end, or when asked. */
    private static final class ProfiledModel implements TextModel {
        private final FakeModel model = FakeModel.running();
        private final boolean atTheEnd;
        private final CountDownLatch mayTell = new CountDownLatch(1);
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final List<Runnable> untold = new ArrayList<>();
        private final AtomicInteger stops = new AtomicInteger();
        private int forwards;

        ProfiledModel(boolean atTheEnd) {
            this.atTheEnd = atTheEnd;
        }

        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public Tokens encode(String text) {
            return model.encode(text);
        }

        @Override
        public void beginProfiles() {
            events.add("begin");
        }

        @Override
        public void endProfiles() {
            events.add("end");
            untold.forEach(Runnable::run);
            untold.clear();
        }

        @Override
        public Runner newRunner() {
            Runner runner = model.newRunner();
            return new Runner() {
                @Override
                public Batch assemble(List<Tokens> texts) {
                    return new ProfiledBatch(runner.assemble(texts));
                }

                @Override
                public void close() {
                    runner.close();
                }
            };
        }

        @Override
        public void close() {}

        private final class ProfiledBatch implements Batch {
            private final Batch batch;

            ProfiledBatch(Batch batch) {
                this.batch = batch;
            }

            @Override
            public int size() {
                return batch.size();
            }

            @Override
            public int paddedLength() {
                return batch.paddedLength();
            }

            @Override
            public void forward() {
                batch.forward();
            }

            @Override
            public ForwardProfile forwardProfiled() {
                batch.forward();
                Thread stopBy = Thread.currentThread();
                ProfiledForward inside =
                        new ProfiledForward("fake", ++forwards, List.of(new OperatorTime("", "mm", 1, 1, -1, 0)));
                return new ForwardProfile() {
                    @Override
                    public boolean taken() {
                        return true;
                    }

                    @Override
                    public void stop() {
                        assertEquals(stopBy, Thread.currentThread());
                        stops.incrementAndGet();
                    }

                    @Override
                    public void tell(Consumer<ProfiledForward> to) {
                        if (atTheEnd) {
                            untold.add(() -> to.accept(inside));
                            return;
                        }
                        await(mayTell);
                        to.accept(inside);
                    }
                };
            }

            @Override
            public float[][] read() {
                return batch.read();
            }

            @Override
            public void close() {
                batch.close();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    /** The request whose completion throws; -1 for none. */
    private int throwing = -1;

    /** Serves requests one by one and says what the log says was inside, by the forwards' numbers. */
    private List<Long> serve(ProfiledModel model, int wanted, int requests) {
        try (Profiler profiler =
                Profiler.open(ProfilerConfig.builder(directory.resolve("run")).build())) {
            BatchRules rules = new BatchRules(BatchingMode.FIXED, 8, 0, TimeUnit.HOURS.toNanos(1));
            try (Batcher batcher = new Batcher(model, profiler, rules, new Batcher.Sizes(1, 64, wanted), facts -> {})) {
                try {
                    for (int i = 0; i < requests; i++) {
                        int number = i;
                        CompletableFuture<Integer> answer = new CompletableFuture<>();
                        assertTrue(batcher.submit(new InferTask(
                                        profiler.begin(profiler.kind("test")),
                                        List.of(model.encode("a")),
                                        new Urgency(System.nanoTime(), 5, 0),
                                        () -> false,
                                        new InferTask.Completion() {
                                            @Override
                                            public void batchEnded() {}

                                            @Override
                                            public void done(float[][] rows) {
                                                answer.complete(rows.length);
                                                if (number == throwing) {
                                                    throw new IllegalStateException("no thread would take the answer");
                                                }
                                            }

                                            @Override
                                            public void failed(Throwable cause) {
                                                answer.completeExceptionally(cause);
                                            }

                                            @Override
                                            public void skipped() {
                                                answer.cancel(false);
                                            }
                                        }))
                                .taken());
                        assertEquals(1, answer.orTimeout(20, TimeUnit.SECONDS).join());
                    }
                } finally {
                    model.mayTell.countDown();
                }
            }
        }
        List<Long> inside = new ArrayList<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(directory.resolve("run")))) {
            for (LogDocument document = reader.next(); document != null; document = reader.next()) {
                if (document instanceof Operators operators) {
                    inside.add(operators.forwardNs());
                }
            }
        }
        return inside;
    }

    /** All requests are answered before the first profile may be read; all profiles are in the log. */
    @Test
    void noAnswerWaitsForAProfile() {
        assertEquals(
                List.of(1L, 2L, 3L),
                serve(new ProfiledModel(false), 3, ProfiledBatches.FIRST + 4 * ProfiledBatches.ONE_OF));
    }

    @Test
    void aCompletionThatThrowsEndsNeitherTheWorkerNorLeavesAProfileOn() {
        throwing = ProfiledBatches.FIRST;
        ProfiledModel model = new ProfiledModel(false);

        assertEquals(List.of(1L, 2L), serve(model, 2, ProfiledBatches.FIRST + 4 * ProfiledBatches.ONE_OF));

        assertEquals(2, model.stops.get());
    }

    @Test
    void theModelLetsGoAfterTheLast() {
        ProfiledModel model = new ProfiledModel(true);

        assertEquals(List.of(1L, 2L), serve(model, 2, ProfiledBatches.FIRST + 4 * ProfiledBatches.ONE_OF));

        assertEquals(
                List.of("begin", "end", "end"), List.copyOf(model.events), "and once more when the batcher closes");
    }

    @Test
    void whatWasSeenBeforeServingStopsReachesTheLog() {
        ProfiledModel model = new ProfiledModel(true);

        assertEquals(List.of(1L, 2L), serve(model, 50, ProfiledBatches.FIRST + ProfiledBatches.ONE_OF + 1));

        assertEquals(List.of("begin", "end"), List.copyOf(model.events));
    }

    @Test
    void aModelThatIsNotProfiledIsNotMadeReady() {
        ProfiledModel model = new ProfiledModel(true);

        assertEquals(List.of(), serve(model, 0, 40));

        assertFalse(model.events.contains("begin"));
    }
}
