package io.narrows.golden;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model behind a server that speaks the Open Inference Protocol (version 2) with JSON over HTTP/1.1.
 *
 * <p>Opening asks for the model's metadata; {@code properties} may carry {@code modelHash}, {@code engine},
 * {@code engineVersion}, and {@code variants} with commas between them. Every
 * request has a time limit that covers the whole answer. Not thread-safe.
 */
public final class HttpGoldenModel implements GoldenModel {

    /** Time limit of a request where none is given. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_TIMEOUTS = 3;
    private static final int SHOWN_BODY = 200;

    private final HttpClient client;
    private final URI models;
    private final String model;
    private final Duration timeout;
    private final String hash;
    private final String engine;
    private final List<String> variants;
    private int timeouts;

    /**
     * Opens with the default time limit.
     *
     * @see #HttpGoldenModel(URI, String, Duration)
     */
    public HttpGoldenModel(URI baseUrl, String model) {
        this(baseUrl, model, DEFAULT_TIMEOUT);
    }

    /**
     * Asks the server for the model's metadata.
     *
     * @param baseUrl address of the server, for example {@code http://127.0.0.1:8000}; {@code /v2} is added
     * @param model name of the model
     * @param timeout time limit of one request, answer included
     * @throws GoldenException when the address is no HTTP address, the server cannot be reached, or it does not have the model
     */
    public HttpGoldenModel(URI baseUrl, String model, Duration timeout) {
        String scheme = baseUrl.getScheme();
        if (scheme == null || !scheme.matches("(?i)https?") || baseUrl.getHost() == null) {
            throw new GoldenException(
                    "server address is " + GoldenText.quote(baseUrl.toString()) + "; it must be like http://HOST:PORT");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new GoldenException("time limit is " + timeout + "; it must be more than zero");
        }
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        this.model = model;
        this.timeout = timeout;
        this.models = URI.create(baseUrl.toString().replaceAll("/+$", "") + "/v2/models/"
                + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20"));
        Fields metadata;
        try {
            metadata = ask(HttpRequest.newBuilder(models).GET(), models, "model metadata");
        } catch (GoldenException e) {
            throw GoldenException.unavailable(describe(e), e);
        }
        this.hash = property(metadata, "modelHash");
        this.engine = (property(metadata, "engine") + " " + property(metadata, "engineVersion")).strip();
        String listed = property(metadata, "variants");
        String served = listed.isEmpty() ? property(metadata, "variant") : listed;
        this.variants = served.isEmpty() ? List.of() : List.of(served.split(",", -1));
    }

    private HttpGoldenModel(HttpGoldenModel opened) {
        this.client = opened.client;
        this.models = opened.models;
        this.model = opened.model;
        this.timeout = opened.timeout;
        this.hash = opened.hash;
        this.engine = opened.engine;
        this.variants = opened.variants;
    }

    private static String property(Fields metadata, String name) {
        if (!metadata.has("properties")) {
            return "";
        }
        Fields properties = metadata.object("properties");
        return properties.has(name) ? properties.text(name) : "";
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public String modelHash() {
        return hash;
    }

    @Override
    public String engine() {
        return engine;
    }

    @Override
    public List<GoldenTensor> infer(List<GoldenTensor> inputs) {
        URI uri = URI.create(models + "/infer");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(InferJson.request(inputs)));
        return InferJson.outputs(ask(request, uri, "answer"));
    }

    /** The forms of the model that the server has, its default one first; empty where it does not say. */
    public List<String> variants() {
        return variants;
    }

    @Override
    public Optional<GoldenModel> another() {
        return Optional.of(new HttpGoldenModel(this));
    }

    private Fields ask(HttpRequest.Builder request, URI uri, String what) {
        HttpResponse<byte[]> response = send(request.timeout(timeout).build(), uri);
        timeouts = 0;
        if (response.statusCode() != 200) {
            throw new GoldenException(uri + " answered status " + response.statusCode() + " with "
                    + shown(response.body()) + "; status 200 is needed");
        }
        try {
            return Fields.parse(new ByteArrayInputStream(response.body()), what + " of " + uri);
        } catch (IOException e) {
            throw new GoldenException(what + " of " + uri + " cannot be read: " + GoldenFiles.reason(e), e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request, URI uri) {
        // The request's own time limit ends when the headers are there; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw late(uri, e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw GoldenException.unavailable("interrupted while waiting for " + uri, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof java.net.http.HttpConnectTimeoutException) {
                throw GoldenException.unavailable(
                        uri + " did not accept a connection within " + CONNECT_TIMEOUT, cause);
            }
            if (cause instanceof java.net.http.HttpTimeoutException) {
                throw late(uri, cause);
            }
            throw GoldenException.unavailable(uri + " cannot be reached: " + describe(cause), cause);
        }
    }

    private GoldenException late(URI uri, Throwable cause) {
        timeouts++;
        String message = uri + " did not answer within " + timeout.toMillis() + " ms";
        return timeouts < MOST_TIMEOUTS
                ? new GoldenException(message, cause)
                : GoldenException.unavailable(message + ", " + MOST_TIMEOUTS + " times in a row", cause);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause instanceof ConnectException
                    ? "no connection"
                    : cause.getClass().getSimpleName();
        }
        return Fields.firstLine(message);
    }

    private static String shown(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, SHOWN_BODY), StandardCharsets.UTF_8);
        return body.length == 0 ? "an empty body" : "body " + GoldenText.quote(text, SHOWN_BODY);
    }

    @Override
    public void close() {
        // The client has no connections to give back before it is collected.
    }
}
