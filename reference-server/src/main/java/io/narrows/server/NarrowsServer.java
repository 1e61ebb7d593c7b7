package io.narrows.server;

import static io.narrows.server.config.Keys.BATCHING_LATENCY_GOAL;
import static io.narrows.server.config.Keys.BATCHING_MAX_SIZE;
import static io.narrows.server.config.Keys.BATCHING_QUEUE_SIZE;
import static io.narrows.server.config.Keys.BATCHING_WORKERS;
import static io.narrows.server.config.Keys.CACHING_COALESCING;
import static io.narrows.server.config.Keys.CACHING_MAX_BYTES;
import static io.narrows.server.config.Keys.CACHING_TTL;
import static io.narrows.server.config.Keys.ENCODE_THREADS;
import static io.narrows.server.config.Keys.HTTP_HOST;
import static io.narrows.server.config.Keys.HTTP_IDLE_TIMEOUT;
import static io.narrows.server.config.Keys.HTTP_MAX_BODY;
import static io.narrows.server.config.Keys.HTTP_MAX_DISCARD;
import static io.narrows.server.config.Keys.HTTP_PORT;
import static io.narrows.server.config.Keys.PREPARE_QUEUE_SIZE;
import static io.narrows.server.config.Keys.PREPARE_THREADS;
import static io.narrows.server.config.Keys.PROFILING_OPERATORS;
import static io.narrows.server.config.Keys.REQUEST_MAX_TEXTS;
import static io.narrows.server.config.Keys.REQUEST_TIMEOUT;
import static io.narrows.server.config.Keys.SHUTDOWN_GRACE;
import static io.narrows.server.config.Keys.SHUTDOWN_LINGER;

import com.github.benmanes.caffeine.cache.Ticker;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Batcher;
import io.narrows.server.batching.Closing;
import io.narrows.server.batching.tensors.TensorBatcher;
import io.narrows.server.caching.KnownRows;
import io.narrows.server.caching.RowCache;
import io.narrows.server.caching.RowObserver;
import io.narrows.server.caching.TokenCache;
import io.narrows.server.config.BatchingConfig;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.BatchMeters;
import io.narrows.server.http.HttpListener;
import io.narrows.server.http.InferHandler;
import io.narrows.server.http.QueueStages;
import io.narrows.server.http.ServedModels;
import io.narrows.server.http.ServerMetrics;
import io.narrows.server.http.TensorHandler;
import io.narrows.server.model.TextModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A running server: one or more models behind HTTP, every request traced.
 *
 * <p>The models and the profiler belong to the caller, who closes them after the server, the profiler first: then the log
 * is complete, and no forward can be running when the engine goes. Thread-safe.
 */
public final class NarrowsServer implements AutoCloseable {
    /** One of so many bytes of the cache is for tokens; of a sentence they take a quarter of what its answer takes. */
    private static final long TOKENS_OF_CACHE = 5;

    private final ServerConfig config;
    private final Vertx vertx;
    private final ThreadPoolExecutor prepare;
    private final ThreadPoolExecutor encode;
    private final ScheduledThreadPoolExecutor timer = Pools.timer("narrows-timeouts");
    private final List<Batcher> batchers = new ArrayList<>();
    private final List<TensorBatcher> tensorBatchers = new ArrayList<>();
    private final HttpListener listener;
    private final int port;
    private boolean closed;

    private NarrowsServer(ServerConfig config, List<LoadedModel> models, Profiler profiler, ServerMetrics metrics) {
        this.config = config;
        int prepareQueue = config.get(PREPARE_QUEUE_SIZE);
        int modelQueue = config.get(BATCHING_QUEUE_SIZE);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        prepare = Pools.refusing("narrows-prepare-", config.get(PREPARE_THREADS), prepareQueue);
        encode = Pools.slowing("narrows-encode-", config.get(ENCODE_THREADS), modelQueue);
        try {
            ServedModels served = serve(models, profiler, metrics);
            metrics.queue("prepare", () -> prepare.getQueue().size());
            metrics.queue("model", this::waiting);
            metrics.queue("encode", () -> encode.getQueue().size());
            HttpListener.Settings settings = new HttpListener.Settings(
                    config.get(HTTP_HOST),
                    config.get(HTTP_PORT),
                    Math.max(config.get(HTTP_MAX_BODY), config.get(HTTP_MAX_DISCARD)),
                    config.get(HTTP_IDLE_TIMEOUT),
                    config.get(SHUTDOWN_LINGER),
                    version());
            listener = new HttpListener(vertx, settings, served, metrics);
            port = listen();
        } catch (RuntimeException | Error e) {
            stopThreadsAfter(e);
            throw e;
        }
    }

    /** Nobody could close a server that did not come to be, and its threads would keep the process alive. */
    private void stopThreadsAfter(Throwable failure) {
        try {
            stopThreads();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private int waiting() {
        return batchers.stream().mapToInt(Batcher::waiting).sum()
                + tensorBatchers.stream().mapToInt(TensorBatcher::waiting).sum();
    }

    /** Each form of a model gets workers and a queue of its own. */
    private ServedModels serve(List<LoadedModel> models, Profiler profiler, ServerMetrics metrics) {
        ServedModels.Builder served = ServedModels.builder(profiler, metrics, prepare, config.get(HTTP_MAX_BODY));
        List<String> queues =
                QueueStages.names(models.stream().map(LoadedModel::info).toList());
        KnownRows known = knownRows(config, metrics);
        for (int i = 0; i < models.size(); i++) {
            LoadedModel loaded = models.get(i);
            if (loaded instanceof LoadedModel.Texts texts) {
                Batcher batcher = batcher(texts, profiler, metrics);
                batchers.add(batcher);
                InferHandler handler = new InferHandler(new InferHandler.Parts(
                        texts.model(),
                        profiler,
                        batcher,
                        queues.get(i),
                        texts.cached() ? known : null,
                        encode,
                        config.get(REQUEST_MAX_TEXTS),
                        config.get(REQUEST_TIMEOUT),
                        timer));
                served.add(loaded.info(), handler, batcher::waiting);
            } else if (loaded instanceof LoadedModel.Tensors tensors) {
                TensorBatcher batcher = batcher(tensors, profiler, metrics);
                tensorBatchers.add(batcher);
                TensorHandler handler = new TensorHandler(new TensorHandler.Parts(
                        tensors.model(), profiler, batcher, queues.get(i), encode, config.get(REQUEST_TIMEOUT)));
                served.add(loaded.info(), handler, batcher::waiting);
            } else if (loaded instanceof LoadedModel.LeftOut left) {
                served.leftOut(left.info(), left.reason());
            }
        }
        return served.build();
    }

    /** What the server keeps and shares, for all its models; null where it computes everything. */
    private static @Nullable KnownRows knownRows(ServerConfig config, ServerMetrics metrics) {
        long maxBytes = config.get(CACHING_MAX_BYTES);
        if (maxBytes == 0 && !config.get(CACHING_COALESCING)) {
            return null;
        }
        RowObserver observer = metrics.ofKnownTexts();
        RowCache cache = null;
        TokenCache tokens = null;
        if (maxBytes > 0) {
            long forTokens = maxBytes / TOKENS_OF_CACHE;
            RowCache rows =
                    new RowCache(maxBytes - forTokens, config.get(CACHING_TTL), Ticker.systemTicker(), observer);
            TokenCache split = new TokenCache(forTokens);
            metrics.cache(() -> rows.bytes() + split.bytes(), rows::entries);
            cache = rows;
            tokens = split;
        }
        KnownRows known = new KnownRows(cache, tokens, config.get(CACHING_COALESCING), observer);
        metrics.queue("coalesce", known::waiting);
        return known;
    }

    private static Batcher batcher(LoadedModel.Texts texts, Profiler profiler, ServerMetrics metrics) {
        ServerConfig of = texts.config();
        Batcher.Sizes sizes =
                new Batcher.Sizes(of.get(BATCHING_WORKERS), of.get(BATCHING_QUEUE_SIZE), of.get(PROFILING_OPERATORS));
        BatchMeters meters = metrics.batches(texts.model().info());
        Batcher batcher = new Batcher(texts.model(), profiler, BatchingConfig.rules(of), sizes, meters);
        meters.cost(batcher::cost);
        return batcher;
    }

    private static TensorBatcher batcher(LoadedModel.Tensors tensors, Profiler profiler, ServerMetrics metrics) {
        ServerConfig of = tensors.config();
        TensorBatcher.Sizes sizes = new TensorBatcher.Sizes(
                of.get(BATCHING_WORKERS),
                of.get(BATCHING_MAX_SIZE),
                of.get(BATCHING_LATENCY_GOAL).toNanos(),
                of.get(BATCHING_QUEUE_SIZE),
                of.get(PROFILING_OPERATORS));
        return new TensorBatcher(tensors.model(), profiler, sizes, metrics.batches(tensors.info()));
    }

    /**
     * Starts a server; when this returns it is ready.
     *
     * @param model the model to serve, open until after {@link #close}
     * @param profiler records the requests, open until after {@link #close}
     * @throws ServerException when the address cannot be listened on
     */
    public static NarrowsServer start(ServerConfig config, TextModel model, Profiler profiler) {
        return start(config, model, profiler, new ServerMetrics());
    }

    /**
     * Starts a server with meters that were made before, so that the profiler could be given {@link ServerMetrics#ofTraces}.
     *
     * @param model the model to serve, open until after {@link #close}
     * @param profiler records the requests, open until after {@link #close}
     * @param metrics meters of this server alone
     * @throws ServerException when the address cannot be listened on
     */
    public static NarrowsServer start(ServerConfig config, TextModel model, Profiler profiler, ServerMetrics metrics) {
        return start(config, List.of(new LoadedModel.Texts(model, config, true)), profiler, metrics);
    }

    /**
     * Starts a server with several models side by side, each form of each with workers and a queue of its own. Models of one
     * name and version are forms of one model, the first of them its default one. When it throws, nothing of it runs on.
     *
     * @param models at least one, open until after {@link #close}
     * @param profiler records the requests, open until after {@link #close}
     * @param metrics meters of this server alone
     * @throws ServerException when the address cannot be listened on
     * @throws IllegalArgumentException when there is no model, a version is no number, two have one name, version and
     *     variant, or the default form of one is left out
     */
    public static NarrowsServer start(
            ServerConfig config, List<LoadedModel> models, Profiler profiler, ServerMetrics metrics) {
        ServedModels.requireDistinct(models.stream().map(LoadedModel::info).toList());
        return new NarrowsServer(config, models, profiler, metrics);
    }

    /**
     * Makes sure, before a model is loaded, that the address could be listened on now.
     *
     * @throws ServerException when not
     */
    public static void requireFreePort(ServerConfig config) {
        InetSocketAddress address = new InetSocketAddress(config.get(HTTP_HOST), config.get(HTTP_PORT));
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true); // as the listener does: connections of a server before this one may linger
            probe.bind(address);
        } catch (IOException e) {
            throw cannotListen(config, address.isUnresolved() ? "the host is unknown" : reason(e), e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Where it answers, for example {@code http://127.0.0.1:8080}. */
    public String url() {
        String host = config.get(HTTP_HOST);
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Stops: the listener closes, requests in flight finish within {@code shutdown.grace}, those that no forward has begun by
     * then are refused, then the threads end. Waits for a forward that is running. Calling it again does nothing.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Closing.all(List.of(() -> listener.drain(config.get(SHUTDOWN_GRACE), this::stopTaking), this::stopThreads));
        }
    }

    /** No further forward begins: the requests that wait for one are refused. */
    private void stopTaking() {
        batchers.forEach(Batcher::stopTaking);
        tensorBatchers.forEach(TensorBatcher::stopTaking);
    }

    private int listen() {
        Throwable cause;
        try {
            return listener.start();
        } catch (ExecutionException e) {
            cause = e.getCause() == null ? e : e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause = e;
        }
        throw cannotListen(config, reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        return cause instanceof java.net.BindException ? "the port is taken or not allowed" : "" + cause;
    }

    private static ServerException cannotListen(ServerConfig config, String reason, Throwable cause) {
        return new ServerException(
                "cannot listen on " + config.get(HTTP_HOST) + ":" + config.get(HTTP_PORT) + ": " + reason, cause);
    }

    /** In the order of a request's way, so that each thread still finds the next one; all of them, whatever one of them throws. */
    private void stopThreads() {
        List<Runnable> endings = new ArrayList<>();
        endings.add(() -> Pools.stop(prepare));
        batchers.forEach(batcher -> endings.add(batcher::close));
        tensorBatchers.forEach(batcher -> endings.add(batcher::close));
        endings.add(() -> Pools.stop(timer));
        endings.add(() -> Pools.stop(encode));
        endings.add(
                () -> vertx.close().toCompletionStage().toCompletableFuture().join());
        Closing.all(endings);
    }

    private static String version() {
        @Nullable String version = NarrowsServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
