package io.narrows.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.profiler.Profiler;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.ServerMetrics;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import io.narrows.server.testing.FakeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the others where one cannot be closed. */
@Timeout(60)
class LoadedModelsTest {
    private static final ServerConfig CONFIG = ConfigLoader.parse("http: {port: 0}", "test");

    private final List<String> closed = new ArrayList<>();

    /** A model whose closing, and that of its runners, may fail. */
    private final class Closed implements TextModel {
        private final FakeModel model;
        private final boolean fails;

        Closed(String name, boolean fails) {
            model = FakeModel.named(name, "1", "fp32", 1);
            this.fails = fails;
        }

        private void end(String what) {
            closed.add(what);
            if (fails) {
                throw new IllegalStateException(what + " cannot be closed");
            }
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
        public Runner newRunner() {
            Runner runner = model.newRunner();
            return new Runner() {
                @Override
                public Batch assemble(List<Tokens> texts) {
                    return runner.assemble(texts);
                }

                @Override
                public void close() {
                    end("runner of " + info().name());
                }
            };
        }

        @Override
        public void close() {
            end(info().name());
        }
    }

    private LoadedModel model(String name, boolean fails) {
        return new LoadedModel.Texts(new Closed(name, fails), CONFIG, true);
    }

    private static List<String> suppressed(Throwable e) {
        return Arrays.stream(e.getSuppressed()).map(Throwable::getMessage).toList();
    }

    @Test
    void allAreClosedAndTheFirstFailureIsTold() {
        LoadedModels models =
                LoadedModels.open(List.of(() -> model("a", false), () -> model("b", true), () -> model("c", true)));
        IllegalStateException e = assertThrows(IllegalStateException.class, models::close);
        assertEquals("b cannot be closed", e.getMessage());
        assertEquals(List.of("c cannot be closed"), suppressed(e));
        assertEquals(List.of("a", "b", "c"), closed);
    }

    @Test
    void whyOneCannotBeOpenedIsToldBeforeWhatCannotBeClosed() {
        Supplier<LoadedModel> broken = () -> {
            throw new IllegalArgumentException("c cannot be opened");
        };
        List<Supplier<LoadedModel>> openers = List.of(() -> model("a", true), () -> model("b", false), broken);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LoadedModels.open(openers));
        assertEquals("c cannot be opened", e.getMessage());
        assertEquals(List.of("a cannot be closed"), suppressed(e));
        assertEquals(List.of("a", "b"), closed);
    }

    @Test
    void aServerWhoseRunnerCannotBeClosedLeavesNoThread() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        NarrowsServer server = NarrowsServer.start(
                CONFIG, List.of(model("a", true), model("b", false)), Profiler.disabled(), new ServerMetrics());
        IllegalStateException e = assertThrows(IllegalStateException.class, server::close);
        assertEquals("runner of a cannot be closed", e.getMessage());
        assertEquals(List.of("runner of a", "runner of b"), closed);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !thread.isDaemon()) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertFalse(thread.isAlive(), thread + " is left");
            }
        }
    }
}
