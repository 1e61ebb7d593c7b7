package io.narrows.data.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Gets ranges of one remote file: sends requests, follows redirects, waits and tries again. Thread-safe. */
final class HttpTransfer {
    /*
     * A range is asked for until all of it is there. What came before a connection broke stays, and only the rest is asked
     * for again. Tries are counted while they bring next to nothing: a connection that breaks every few MiB gets through.
     *
     * The JDK's client bounds the time until the headers only. So the body is watched here: whoever waits for it looks once
     * per read timeout whether enough has come since, and otherwise gives the request up.
     */

    private static final int HOPS = 5;
    private static final int STALLED_BYTES = 64 << 10;

    /** Waits; a test puts its own here. */
    interface Waiter {
        void waitMs(long ms) throws InterruptedException;
    }

    /** What opening a file gave. */
    static final class Opened {
        private final Pin pin;
        private final byte[] bytes;
        private final boolean whole;

        private Opened(Pin pin, byte[] bytes, boolean whole) {
            this.pin = pin;
            this.bytes = bytes;
            this.whole = whole;
        }

        Pin pin() {
            return pin;
        }

        /** Its first bytes, or all of it. */
        byte[] bytes() {
            return bytes;
        }

        /** Whether these are all that can be had, because the server gives the file only whole. */
        boolean whole() {
            return whole;
        }
    }

    private final HttpClient client;
    private final HttpOptions options;
    private final String name;
    private final Supplier<URI> urls;
    private final Waiter waiter;

    /** @param urls asked before every request, so that each may be signed anew */
    HttpTransfer(HttpClient client, HttpOptions options, String name, Supplier<URI> urls, Waiter waiter) {
        this.client = client;
        this.options = options;
        this.name = name;
        this.urls = urls;
        this.waiter = waiter;
    }

    /** Asks for the first {@code length} bytes of the file, and with them what it is. */
    Opened open(int length) throws IOException, InterruptedException {
        byte[] target = new byte[length];
        for (int failures = 1; ; failures++) {
            Tried tried = once(null, 0, target, 0, length);
            if (tried.failure() == null) {
                return opened(tried.receiver(), target);
            }
            pause(tried.failure(), failures, "opening it");
        }
    }

    private static Opened opened(RangeReceiver receiver, byte[] target) {
        byte[] whole = receiver.whole();
        return whole == null
                ? new Opened(
                        Objects.requireNonNull(receiver.found()), Arrays.copyOf(target, receiver.received()), false)
                : new Opened(new Pin(null, null, whole.length), whole, true);
    }

    /** Reads a range that lies inside the file. */
    void read(Pin pin, long from, byte[] target, int offset, int length) throws IOException, InterruptedException {
        int done = 0;
        int failures = 0;
        while (done < length) {
            long first = from + done;
            Tried tried = once(pin, first, target, offset + done, length - done);
            int received = tried.receiver().received();
            done += received;
            if (tried.failure() != null) {
                failures = received >= STALLED_BYTES ? 1 : failures + 1;
                pause(tried.failure(), failures, "bytes " + first + "-" + (from + length - 1));
            }
        }
    }

    /**
     * What one try brought; its receiver takes nothing any more.
     *
     * @param failure why it brought nothing, or not all; null when it brought all
     */
    private record Tried(RangeReceiver receiver, @Nullable HttpFailure failure) {}

    private Tried once(@Nullable Pin pin, long from, byte[] target, int offset, int length)
            throws IOException, InterruptedException {
        URI first = url();
        URI url = first;
        for (int hops = 0; ; hops++) {
            int wholeLimit = pin == null ? options.wholeLimitBytes() : 0;
            RangeReceiver receiver = new RangeReceiver(pin, from, target, offset, length, wholeLimit);
            HttpFailure failure = ask(request(url, sameOrigin(first, url), pin, from, length), receiver);
            String location = receiver.location();
            if (location == null || failure != null) {
                return new Tried(receiver, failure);
            }
            if (hops == HOPS) {
                return new Tried(receiver, HttpFailure.lasting("more than " + HOPS + " redirects"));
            }
            try {
                url = redirected(url, location);
            } catch (HttpFailure e) {
                return new Tried(receiver, e);
            }
        }
    }

    private HttpRequest request(URI url, boolean ours, @Nullable Pin pin, long from, int length) throws IOException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": its URL is none that can be asked: it needs http or https, and a host");
        }
        request.version(HttpClient.Version.HTTP_1_1);
        request.header("Range", "bytes=" + from + "-" + (from + length - 1));
        request.header("Accept-Encoding", "identity");
        if (pin != null) {
            pin.condition(request);
        }
        if (ours) {
            options.headers().forEach(request::setHeader);
        }
        return request.build();
    }

    private @Nullable HttpFailure ask(HttpRequest request, RangeReceiver receiver) throws InterruptedException {
        try {
            await(client.sendAsync(request, receiver), receiver);
        } catch (HttpFailure e) {
            HttpFailure why = receiver.failure();
            return why != null ? why : e;
        } catch (SSLHandshakeException e) {
            return HttpFailure.lasting("no TLS connection: " + e.getMessage());
        } catch (IOException e) {
            HttpFailure why = receiver.failure();
            return why != null
                    ? why
                    : new HttpFailure(
                            HttpFailure.Kind.PASSING,
                            words(ShownUrl.withoutSecrets(e, request.uri()), e, receiver),
                            HttpFailure.UNKNOWN,
                            ShownUrl.withoutSecrets(e, request.uri()));
        }
        HttpFailure failure = receiver.failure();
        if (failure == null && receiver.expected() > receiver.received()) {
            return new HttpFailure(HttpFailure.Kind.PASSING, cut(receiver), HttpFailure.UNKNOWN, null);
        }
        return failure;
    }

    private static URI redirected(URI from, String location) throws HttpFailure {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw HttpFailure.lasting("a redirect to what is no URL");
        }
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
            throw HttpFailure.lasting("a redirect from https to " + to.getScheme());
        }
        return to;
    }

    private static boolean sameOrigin(URI a, URI b) {
        return Objects.equals(a.getScheme(), b.getScheme())
                && Objects.equals(a.getHost(), b.getHost())
                && a.getPort() == b.getPort();
    }

    private void await(CompletableFuture<?> answer, RangeReceiver receiver) throws IOException, InterruptedException {
        Duration patience = options.connectTimeout().plus(options.readTimeout());
        int enough = 1;
        try {
            for (; ; ) {
                int before = receiver.received();
                try {
                    answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
                    return;
                } catch (TimeoutException e) {
                    if (receiver.received() - before < enough) {
                        throw new HttpFailure(
                                HttpFailure.Kind.PASSING,
                                receiver.received() == 0
                                        ? "no answer in " + patience.toMillis() + " ms"
                                        : receiver.received() - before + " bytes in " + patience.toMillis() + " ms",
                                HttpFailure.UNKNOWN,
                                null);
                    }
                    patience = options.readTimeout();
                    enough = STALLED_BYTES;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            receiver.stop();
            answer.cancel(true);
        }
    }

    private void pause(HttpFailure failure, int failures, String what) throws IOException, InterruptedException {
        switch (failure.kind()) {
            case MISSING ->
                throw new NoSuchFileException(
                        name, null, "the server has none of that name (" + failure.getMessage() + ")");
            case REFUSED -> throw new FileRefusedException(name + ", " + what + ": " + failure.getMessage(), null);
            case CHANGED ->
                throw new FileChangedException(
                        name + ": has changed since it was opened: " + failure.getMessage(), failure.getCause());
            case LASTING -> throw new IOException(name + ", " + what + ": " + failure.getMessage(), failure.getCause());
            case PASSING -> {
                if (failures > options.retries()) {
                    throw new IOException(
                            name + ", " + what + ": " + failure.getMessage() + ", tried " + failures + " times",
                            failure.getCause());
                }
            }
        }
        long longestMs = options.longestWait().toMillis();
        if (failure.retryAfterMs() > longestMs) {
            throw new IOException(name + ", " + what + ": " + failure.getMessage() + ", to be tried again after "
                    + failure.retryAfterMs() + " ms, longer than longestWait " + longestMs + " ms");
        }
        long backoffMs = Math.min(longestMs, options.firstWait().toMillis() << Math.min(failures - 1, 20));
        long jitteredMs =
                backoffMs - (backoffMs > 1 ? ThreadLocalRandom.current().nextLong(backoffMs / 2) : 0);
        waiter.waitMs(Math.max(jitteredMs, failure.retryAfterMs()));
    }

    private URI url() throws IOException {
        try {
            return urls.get();
        } catch (RuntimeException e) {
            throw new IOException(name + ": there is no URL for it: what gives URLs failed with "
                    + e.getClass().getSimpleName() + ", whose message is not shown because it may hold a signature");
        }
    }

    /** @param shown the failure, or null when its message may hold a part of the URL */
    private String words(@Nullable Throwable shown, IOException failure, RangeReceiver receiver) {
        if (receiver.expected() > 0) {
            return cut(receiver);
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within " + options.connectTimeout().toMillis() + " ms";
        }
        if (failure instanceof ConnectException) {
            return causedBy(failure, UnresolvedAddressException.class)
                    ? "no connection: its host's name is not known"
                    : "no connection: its host refuses it or cannot be reached";
        }
        String said = shown == null ? null : shown.getMessage();
        return "the connection broke" + (said == null || said.isBlank() ? "" : ": " + said);
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> kind) {
        Throwable cause = failure.getCause();
        return cause != null && (kind.isInstance(cause) || causedBy(cause, kind));
    }

    private static String cut(RangeReceiver receiver) {
        return "cut off after " + receiver.received() + " of " + receiver.expected() + " bytes";
    }
}
