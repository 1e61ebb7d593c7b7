package io.narrows.server.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.LoadedModel;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import io.narrows.server.testing.FakeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {
    private static final BooleanSupplier NEVER = () -> false;

    private final FakeModel model = FakeModel.running();

    @Test
    void requestsGoThroughAllButTheModel() throws IOException {
        WarmUp.Result result =
                WarmUp.run(with("warm-up.requests", "40"), served(with("batching.max-size", "8")), NEVER);

        assertEquals(40, result.requests());
        assertTrue(
                model.encoded() >= 20, "every other one is new, and the real model tokenizes it: " + model.encoded());
        assertEquals(List.of(1, 8), sizes(model), "beside its largest batch the model itself was asked");
        assertEquals(
                1,
                model.forwards().stream().flatMap(List::stream).distinct().count(),
                "all of them as long as the model takes");
    }

    @Test
    void theLargestBatchIsRunByAsManyAsThereAreWorkers() throws IOException {
        WarmUp.run(
                with("warm-up.requests", "1"),
                served(with("batching.max-size", "5").with(Keys.BATCHING_WORKERS, "3")),
                NEVER);

        assertEquals(List.of(1, 5, 5, 5), sizes(model));
    }

    @Test
    void aLargestBatchThatWouldTakeLongIsMadeSmaller() throws IOException {
        Slow slow = new Slow(model.info());

        WarmUp.run(
                with("warm-up.requests", "1"),
                List.of(new LoadedModel.Texts(slow, with("batching.max-size", "4096"), true)),
                NEVER);

        assertTrue(
                slow.largest.get() > 1 && slow.largest.get() <= 1000, "texts at 2 ms and more each: " + slow.largest);
    }

    @Test
    void oneThatFailsIsNamed() {
        FakeModel failing = FakeModel.running();
        failing.fail(true);

        IOException e = assertThrows(
                IOException.class,
                () -> WarmUp.run(
                        with("warm-up.requests", "1"),
                        List.of(new LoadedModel.Texts(failing, ServerConfig.defaults(), true)),
                        NEVER));

        assertTrue(e.getMessage().startsWith("the largest batch of model "), e.getMessage());
    }

    private static List<Integer> sizes(FakeModel model) {
        return model.forwards().stream().map(List::size).toList();
    }

    @Test
    void whatTheConfigurationRefusesToClientsIsNotRefused() throws IOException {
        ServerConfig strict = with("warm-up.requests", "20")
                .with(Keys.REQUEST_MAX_TEXTS, "1")
                .with(Keys.HTTP_MAX_BODY, "1KiB")
                .with(Keys.REQUEST_TIMEOUT, "1ms")
                .with(Keys.CACHING_MAX_BYTES, "1MiB")
                .with(Keys.CACHING_COALESCING, "true");

        assertEquals(
                20,
                WarmUp.run(strict, served(with("batching.delay", "1m")), NEVER).requests());
    }

    @Test
    void nothingIsDoneWhereNothingIsWanted() throws IOException {
        assertEquals(
                0,
                WarmUp.run(with("warm-up.requests", "0"), served(ServerConfig.defaults()), NEVER)
                        .requests());
        assertEquals(0, model.encoded());
    }

    @Test
    void itsRunIsRemovedAlsoWhenARequestFails() throws IOException {
        long before = left();
        LoadedModel broken = new LoadedModel.Texts(new Broken(model.info()), ServerConfig.defaults(), true);

        IOException e = assertThrows(
                IOException.class, () -> WarmUp.run(with("warm-up.requests", "5"), List.of(broken), NEVER));

        assertEquals("request 1 of the warm-up was answered with 500", e.getMessage());
        assertEquals(before, left());
    }

    @Test
    void itEndsAtOnceWhenItIsCalledOff() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        WarmUp.Result result = WarmUp.run(
                with("warm-up.requests", "1000000"),
                served(ServerConfig.defaults()),
                () -> asked.incrementAndGet() > 3);

        assertEquals(3, result.requests());
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("narrows-"))
                .toList();
        assertEquals(List.of(), left);
    }

    /** The worker is still busy when the next request comes, and a goal of 1 ms leaves no time to wait for it. */
    @Test
    void noLatencyGoalRefusesItsRequests() throws IOException {
        TextModel slow = new Slow(model.info());
        ServerConfig strict = with("batching.mode", "adaptive")
                .with(Keys.BATCHING_LATENCY_GOAL, "1ms")
                .with(Keys.BATCHING_MAX_SIZE, "1");

        WarmUp.Result result = WarmUp.run(
                strict.with(Keys.WARM_UP_REQUESTS, "20"), List.of(new LoadedModel.Texts(slow, strict, true)), NEVER);

        assertEquals(20, result.requests());
    }

    /** Takes 2 ms for a forward, and as long to free it. */
    private static final class Slow implements TextModel {
        private final ModelInfo info;
        final AtomicInteger largest = new AtomicInteger();

        Slow(ModelInfo info) {
            this.info = info;
        }

        @Override
        public ModelInfo info() {
            return info;
        }

        @Override
        public Tokens encode(String text) {
            return new Tokens(new long[2]);
        }

        @Override
        public TextModel rehearsal() {
            return this;
        }

        @Override
        public Runner newRunner() {
            return new Runner() {
                @Override
                public Batch assemble(List<Tokens> texts) {
                    largest.accumulateAndGet(texts.size(), Math::max);
                    return new SlowBatch(texts.size());
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    private record SlowBatch(int size) implements TextModel.Batch {
        @Override
        public int paddedLength() {
            return 2;
        }

        @Override
        public void forward() {
            busy();
        }

        @Override
        public float[][] read() {
            return new float[size][3];
        }

        @Override
        public void close() {
            busy();
        }

        private static void busy() {
            long untilNs = System.nanoTime() + 2_000_000;
            while (System.nanoTime() - untilNs < 0) {
                Thread.onSpinWait();
            }
        }
    }

    private record Broken(ModelInfo info) implements TextModel {
        @Override
        public Tokens encode(String text) {
            throw new IllegalStateException("this model does not tokenize");
        }

        @Override
        public Runner newRunner() {
            throw new UnsupportedOperationException("nobody asks the model");
        }

        @Override
        public void close() {}
    }

    private static long left() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("narrows-warm-up"))
                    .count();
        }
    }

    private List<LoadedModel> served(ServerConfig config) {
        return List.of(new LoadedModel.Texts(model, config, true));
    }

    private static ServerConfig with(String key, String value) {
        return ServerConfig.defaults()
                .with(
                        Keys.all().stream()
                                .filter(one -> one.name().equals(key))
                                .findFirst()
                                .orElseThrow(),
                        value);
    }
}
