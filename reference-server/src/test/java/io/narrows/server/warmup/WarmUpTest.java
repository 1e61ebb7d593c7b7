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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {
    private final FakeModel model = FakeModel.running();

    @Test
    void requestsGoThroughAllButTheModel() throws IOException {
        WarmUp.Result result = WarmUp.run(with("warm-up.requests", "40"), served(with("batching.max-size", "8")));

        assertEquals(40, result.requests());
        assertTrue(
                model.encoded() >= 20, "every other one is new, and the real model tokenizes it: " + model.encoded());
        assertEquals(List.of(), model.forwards(), "the model itself was asked");
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
                20, WarmUp.run(strict, served(with("batching.delay", "1m"))).requests());
    }

    @Test
    void nothingIsDoneWhereNothingIsWanted() throws IOException {
        assertEquals(
                0,
                WarmUp.run(with("warm-up.requests", "0"), served(ServerConfig.defaults()))
                        .requests());
        assertEquals(0, model.encoded());
    }

    @Test
    void itsRunIsRemovedAlsoWhenARequestFails() throws IOException {
        long before = left();
        LoadedModel broken = new LoadedModel.Texts(new Broken(model.info()), ServerConfig.defaults(), true);

        IOException e =
                assertThrows(IOException.class, () -> WarmUp.run(with("warm-up.requests", "5"), List.of(broken)));

        assertEquals("request 1 of the warm-up was answered with 500", e.getMessage());
        assertEquals(before, left());
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
