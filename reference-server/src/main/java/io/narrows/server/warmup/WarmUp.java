package io.narrows.server.warmup;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.LoadedModel;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.ServerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through a second server of the same configuration, on a port of its own that only this machine reaches,
 * with a {@linkplain io.narrows.server.model.TextModel#rehearsal rehearsal} of the model; then that server is gone. What it
 * leaves is compiled code: a JVM interprets a method at first and compiles it for good after some thousand calls, and until
 * then all of a request but its forward takes a good deal longer. Stateless.
 *
 * <p>Recording is part of a request's way, so that server records too, into a directory that is removed: the run of the real
 * one shows its own requests only.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int OK = 200;
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(20);

    private WarmUp() {}

    /**
     * How it went.
     *
     * @param requests how many were answered; fewer than wanted on a machine that needs more than 20 s for them, or when it
     *     was called off
     */
    public record Result(int requests, double seconds) {}

    /**
     * Sends {@code warm-up.requests} of them, and then runs the largest batch of each model once; does nothing when that is 0 or
     * no model takes texts.
     *
     * @param models those that are going to be served, open
     * @param calledOff asked before each request whether to leave it at those that were sent
     * @throws IOException when a request is not answered as it should be, or a largest batch fails
     */
    public static Result run(ServerConfig config, List<LoadedModel> models, BooleanSupplier calledOff)
            throws IOException {
        int requests = config.get(Keys.WARM_UP_REQUESTS);
        LoadedModel.Texts texts = firstOfTexts(models);
        if (requests == 0 || texts == null) {
            return new Result(0, 0);
        }
        long startNs = System.nanoTime();
        int sent = 0;
        LoadedModel model = new LoadedModel.Texts(texts.model().rehearsal(), unlimited(texts.config()), texts.cached());
        Path directory = Files.createTempDirectory("narrows-warm-up");
        try (Profiler profiler = profiler(config, directory.resolve("run"));
                NarrowsServer server =
                        NarrowsServer.start(unlimited(config), List.of(model), profiler, new ServerMetrics());
                LoopbackClient client = new LoopbackClient(server.port())) {
            Requests made = new Requests(texts.model().info());
            while (sent < requests && System.nanoTime() - startNs < MOST_NS && !calledOff.getAsBoolean()) {
                int status = client.exchange(made.next());
                sent++;
                if (status != OK) {
                    throw new IOException("request " + sent + " of the warm-up was answered with " + status);
                }
            }
        } finally {
            delete(directory);
        }
        largestBatches(models, calledOff);
        return new Result(sent, (System.nanoTime() - startNs) / 1e9);
    }

    private static void largestBatches(List<LoadedModel> models, BooleanSupplier calledOff) throws IOException {
        for (LoadedModel each : models) {
            try {
                if (each instanceof LoadedModel.Texts of) {
                    LargestBatch.run(of, calledOff);
                }
            } catch (RuntimeException e) {
                throw new IOException(
                        "the largest batch of model " + each.info().name() + ", variant "
                                + each.info().variant() + ", failed: " + e.getMessage(),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // whoever wants the process to end
                return;
            }
        }
    }

    /** The configuration without what could refuse a request of ours, or be worth waiting for. */
    private static ServerConfig unlimited(ServerConfig config) {
        return config.with(Keys.HTTP_HOST, LoopbackClient.HOST)
                .with(Keys.HTTP_PORT, "0")
                .with(Keys.HTTP_MAX_BODY, "1MiB")
                .with(Keys.REQUEST_MAX_TEXTS, "1024")
                .with(Keys.REQUEST_TIMEOUT, "0ms")
                .with(Keys.BATCHING_DELAY, "0ms")
                .with(Keys.BATCHING_LATENCY_GOAL, "60m")
                .with(Keys.PROFILING_OPERATORS, "0")
                .with(Keys.SHUTDOWN_LINGER, "0ms");
    }

    private static LoadedModel.@Nullable Texts firstOfTexts(List<LoadedModel> models) {
        for (LoadedModel model : models) {
            if (model instanceof LoadedModel.Texts texts) {
                return texts;
            }
        }
        return null;
    }

    private static Profiler profiler(ServerConfig config, Path run) {
        if (!config.get(Keys.PROFILING_ENABLED)) {
            return Profiler.disabled();
        }
        return Profiler.open(ProfilerConfig.builder(run)
                .service("narrows serve, warm-up")
                .breakdowns(true)
                .lanes(false)
                .build());
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("what the warm-up recorded stays in {}: {}", directory, String.valueOf(e));
        }
    }
}
