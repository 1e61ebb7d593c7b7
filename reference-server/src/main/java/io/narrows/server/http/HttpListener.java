package io.narrows.server.http;

import io.narrows.server.http.Router.Route;
import io.narrows.server.http.ServedModels.Endpoint;
import io.narrows.server.protocol.Documents;
import io.narrows.server.protocol.Documents.IndexEntry;
import io.narrows.server.protocol.IndexRequest;
import io.narrows.server.protocol.ProtocolException;
import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, routes, and drains at the end. One event loop serves all connections. */
public final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int FIND_SOCKET_MS = 5000;

    /** How long the answers that are given at the end of the grace may take to be written. */
    private static final long LAST_ANSWERS_MS = 250;

    private static final long MAX_INDEX_BODY_BYTES = 4096;

    /**
     * What a listener needs to know.
     *
     * @param host address to listen on
     * @param port port, 0 for a free one
     * @param maxDiscardBytes how much of an unwanted body is read
     * @param idleTimeout connections on which nothing moves are closed after this
     * @param linger how long idle connections stay open while draining
     * @param version version of the server
     */
    public record Settings(
            String host, int port, long maxDiscardBytes, Duration idleTimeout, Duration linger, String version) {}

    private final Vertx vertx;
    private final Settings settings;
    private final ServedModels models;
    private final ServerMetrics metrics;
    private final HttpServerOptions options;
    private final HttpServer server;
    private final Map<HttpConnection, Connection> connections = new HashMap<>();
    private final Context loop;
    private final CountDownLatch accepted = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile boolean draining;
    /** The listening socket, known once it has accepted a connection. */
    private volatile @Nullable Channel socket;

    public HttpListener(Vertx vertx, Settings settings, ServedModels models, ServerMetrics metrics) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.settings = settings;
        this.models = models;
        this.metrics = metrics;
        options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                .setTcpNoDelay(true)
                .setAcceptBacklog(1024)
                .setIdleTimeout((int) settings.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        server = vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .invalidRequestHandler(this::invalid)
                .requestHandler(this::handle)
                .exceptionHandler(e -> LOG.debug("connection failed", e));
    }

    /** Binds; the server then answers, and says that it is ready. */
    public int start() throws ExecutionException, InterruptedException {
        CompletableFuture<HttpServer> bound = new CompletableFuture<>();
        loop.runOnContext(v -> server.listen().onSuccess(bound::complete).onFailure(bound::completeExceptionally));
        bound.get();
        findSocket();
        ready = true;
        return server.actualPort();
    }

    /**
     * Connects to itself once: only an accepted connection leads to the listening socket. Were that known no earlier than
     * with the first client, a drain before would leave it to Vert.x, which then drops what has just been accepted.
     */
    private void findSocket() throws InterruptedException {
        InetSocketAddress address = new InetSocketAddress(settings.host(), server.actualPort());
        InetAddress host = address.getAddress();
        try (Socket probe = new Socket()) {
            boolean all = host == null || host.isAnyLocalAddress();
            probe.connect(
                    all ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()) : address,
                    FIND_SOCKET_MS);
            if (!accepted.await(FIND_SOCKET_MS, TimeUnit.MILLISECONDS)) {
                LOG.debug("no connection of its own arrived");
            }
        } catch (IOException e) {
            LOG.debug("cannot connect to itself", e);
        }
    }

    /**
     * Closes the listening socket, lets requests in flight finish within the grace, and closes the connections. The last
     * answers have a moment more before what is still open is cut.
     *
     * @param over what is done when the grace is over and some have not finished: answers those that would have to wait on
     */
    public void drain(Duration grace, Runnable over) {
        ready = false;
        draining = true;
        try {
            closeSocket();
            CompletableFuture<Void> closed = server.shutdown(grace.toMillis() + LAST_ANSWERS_MS, TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture();
            if (!done(closed, grace)) {
                over.run();
                closed.get(LAST_ANSWERS_MS + 5000, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("connections did not close within {} ms", grace.toMillis(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean done(CompletableFuture<Void> closed, Duration within)
            throws ExecutionException, InterruptedException {
        try {
            closed.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /**
     * Closes the listening socket and waits until every connection that it accepted has arrived on the event loop. The
     * first step of Vert.x would be to have no taker for new connections while it still accepts them.
     */
    private void closeSocket() throws InterruptedException {
        Channel accepting = socket;
        if (accepting != null) {
            accepting.close().await();
            CountDownLatch arrived = new CountDownLatch(1);
            loop.runOnContext(v -> arrived.countDown());
            arrived.await();
        }
    }

    private void connected(HttpConnection connection) {
        socket = ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .parent();
        accepted.countDown();
        Connection state =
                new Connection(vertx, connection, options, settings.linger().toMillis());
        connections.put(connection, state);
        connection.closeHandler(v -> connections.remove(connection));
        connection.exceptionHandler(e -> LOG.debug("connection failed", e));
        if (draining) {
            state.drain();
        }
    }

    private void handle(HttpServerRequest request) {
        Exchange exchange = exchange(request);
        Route route = Router.find(request.path());
        metrics.begun();
        if (route == null) {
            reply(exchange, "none", Reply.error(404, "path " + Heads.shown(request.path()) + " leads nowhere"));
            return;
        }
        String target = route.target().name().toLowerCase(Locale.ROOT);
        Reply refusal = refusal(request, route);
        if (refusal != null) {
            reply(exchange, target, refusal);
            return;
        }
        if (route.model().isEmpty()) {
            handle(exchange, route.target(), target);
            return;
        }
        Endpoint model = models.find(route.model(), route.version());
        if (model == null) {
            reply(exchange, target, Reply.error(404, models.refusal(route.model(), route.version())));
            return;
        }
        switch (route.target()) {
            case INFER -> model.intake().handle(exchange);
            case MODEL_READY -> {
                boolean answers = ready && model.leftOut().isEmpty();
                reply(exchange, target, Reply.json(answers ? 200 : 503, Documents.modelReady(route.model(), answers)));
            }
            default ->
                reply(
                        exchange,
                        target,
                        Reply.json(200, Documents.model(route.model(), model.info(), models.versions(route.model()))));
        }
    }

    private void handle(Exchange exchange, Router.Target route, String target) {
        switch (route) {
            case METRICS -> scrape(exchange, target);
            case INDEX -> index(exchange, target);
            case LIVE -> reply(exchange, target, Reply.json(200, Documents.live()));
            case READY -> reply(exchange, target, Reply.json(ready ? 200 : 503, Documents.ready(ready)));
            default ->
                reply(
                        exchange,
                        target,
                        Reply.json(200, Documents.server("narrows", settings.version(), List.of("schedule_policy"))));
        }
    }

    private @Nullable Reply refusal(HttpServerRequest request, Route route) {
        if (!route.allows(request)) {
            String message = "method " + Heads.shown(request.method().name()) + " is not for "
                    + Heads.shown(request.path()) + "; allowed: " + route.allowed();
            return Reply.error(405, message).with("Allow", route.allowed());
        }
        if (request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1 && request.getHeader("Host") == null) {
            return Reply.error(400, "header Host is missing; HTTP/1.1 requires it");
        }
        return null;
    }

    /** Its body may say that only models that are ready are asked for. */
    private void index(Exchange exchange, String target) {
        BodyReader.read(exchange, MAX_INDEX_BODY_BYTES, new BodyReader.Receiver() {
            @Override
            public void body(List<Buffer> chunks, int length) {
                Reply reply;
                try {
                    boolean readyOnly = IndexRequest.readyOnly(Intake.joined(chunks, length));
                    List<IndexEntry> entries = models.index(ready).stream()
                            .filter(entry -> !readyOnly || entry.ready())
                            .toList();
                    reply = Reply.json(200, Documents.index(entries));
                } catch (ProtocolException e) {
                    reply = Reply.error(e.status(), String.valueOf(e.getMessage()));
                }
                reply(exchange, target, reply);
            }

            @Override
            public void refused(Reply reply) {
                reply(exchange, target, reply);
            }

            @Override
            public void lost() {
                metrics.ended(target, 0);
            }
        });
    }

    private void scrape(Exchange exchange, String target) {
        MetricsFormat format = MetricsFormat.wanted(
                String.join(",", exchange.request().headers().getAll("Accept")));
        vertx.executeBlocking(() -> metrics.scrape(format), false)
                .onSuccess(text -> reply(exchange, target, Reply.text(format.contentType(), text)))
                .onFailure(e -> {
                    LOG.error("metrics cannot be written", e);
                    reply(exchange, target, Reply.error(500, "metrics cannot be written; the server's log says more"));
                });
    }

    private void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        String name = cause.getClass().getSimpleName();
        int status =
                name.equals("TooLongHttpLineException") ? 414 : name.equals("TooLongHttpHeaderException") ? 431 : 400;
        String rule = status == 400 ? "" : "; the request line has at most 4096 bytes, all headers together 8192";
        metrics.begun();
        reply(
                exchange(request),
                "none",
                Reply.error(status, "request is not valid HTTP: " + cause.getMessage() + rule)
                        .thenClose());
    }

    private Exchange exchange(HttpServerRequest request) {
        Connection connection = Objects.requireNonNull(connections.get(request.connection()));
        return new Exchange(vertx, request, connection, settings.maxDiscardBytes());
    }

    private void reply(Exchange exchange, String target, Reply reply) {
        exchange.send(reply, written -> metrics.ended(target, written ? reply.status() : 0));
    }
}
