package io.narrows.data.source;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP server on the loopback interface that gives ranges of files, and does wrong what it is told to do wrong. */
public final class FaultyServer implements AutoCloseable {
    /** What it does instead of answering well. */
    public interface Fault {
        void answer(HttpExchange exchange, Stored file, int from, int to) throws IOException;
    }

    /** A file, and the version it is of. */
    public static final class Stored {
        private final byte[] bytes;
        private final @Nullable String etag;
        private final @Nullable String lastModified;

        public Stored(byte[] bytes, @Nullable String etag, @Nullable String lastModified) {
            this.bytes = bytes;
            this.etag = etag;
            this.lastModified = lastModified;
        }

        public Stored(byte[] bytes) {
            this(bytes, "\"v1\"", null);
        }
    }

    /** A request that came. */
    public record Request(
            String path, @Nullable String query, @Nullable String range, Map<String, List<String>> headers) {}

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final Map<String, Stored> files = new ConcurrentHashMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Without ranges it always gives all of a file. */
    volatile boolean ranges = true;

    /** What it says of a file that it does not have; 403 is what a store says that may not be listed. */
    public volatile int missing = 404;

    /** Whether it looks at If-Match. */
    volatile boolean conditions = true;

    public FaultyServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/data/");
    }

    public void put(String name, Stored file) {
        files.put("/data/" + name, file);
    }

    /** What the next requests meet, one each, before all goes well again. */
    public void next(Fault... following) {
        synchronized (faults) {
            Collections.addAll(faults, following);
        }
    }

    public List<Request> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(
                    new Request(uri.getPath(), uri.getRawQuery(), range, Map.copyOf(exchange.getRequestHeaders())));
            Stored file = files.get(uri.getPath());
            if (file == null) {
                exchange.sendResponseHeaders(missing, -1);
                return;
            }
            int from = 0;
            int to = file.bytes.length;
            if (range != null && ranges) {
                Matcher asked = RANGE.matcher(range);
                if (!asked.matches()) {
                    exchange.sendResponseHeaders(400, -1);
                    return;
                }
                from = Integer.parseInt(asked.group(1));
                to = Math.min(to, Integer.parseInt(asked.group(2)) + 1);
            }
            Fault fault;
            synchronized (faults) {
                fault = faults.poll();
            }
            if (fault == null) {
                well(exchange, file, from, to);
            } else {
                fault.answer(exchange, file, from, to);
            }
        } catch (IOException e) {
            // The other side has gone, or a fault cut the answer off.
        }
    }

    private void well(HttpExchange exchange, Stored file, int from, int to) throws IOException {
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        if (conditions && match != null && !match.equals(file.etag)) {
            exchange.sendResponseHeaders(412, -1);
        } else if (!ranges) {
            describe(exchange.getResponseHeaders(), file);
            exchange.sendResponseHeaders(200, length(file.bytes.length));
            exchange.getResponseBody().write(file.bytes);
        } else if (from >= file.bytes.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + file.bytes.length);
            exchange.sendResponseHeaders(416, -1);
        } else {
            partial(exchange, file, from, to);
            exchange.getResponseBody().write(file.bytes, from, to - from);
        }
    }

    private static void describe(Headers headers, Stored file) {
        if (file.etag != null) {
            headers.set("ETag", file.etag);
        }
        if (file.lastModified != null) {
            headers.set("Last-Modified", file.lastModified);
        }
    }

    private static void partial(HttpExchange exchange, Stored file, int from, int to) throws IOException {
        describe(exchange.getResponseHeaders(), file);
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + file.bytes.length);
        exchange.sendResponseHeaders(206, length(to - from));
    }

    private static long length(int bytes) {
        return bytes == 0 ? -1 : bytes;
    }

    public static Fault status(int status, String... header) {
        return (exchange, file, from, to) -> {
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().set(header[i], header[i + 1]);
            }
            byte[] body = "<html>no</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    /** Sends that many bytes of the answer and breaks the connection. */
    public static Fault cutAfter(int bytes) {
        return (exchange, file, from, to) -> {
            partial(exchange, file, from, to);
            OutputStream body = exchange.getResponseBody();
            body.write(file.bytes, from, Math.min(bytes, to - from - 1));
            body.flush();
        };
    }

    /** Sends that many bytes of the answer, and then nothing until the server is closed. */
    public Fault stallAfter(int bytes) {
        return (exchange, file, from, to) -> {
            partial(exchange, file, from, to);
            OutputStream body = exchange.getResponseBody();
            body.write(file.bytes, from, Math.min(bytes, to - from - 1));
            body.flush();
            stay();
        };
    }

    /** Does not answer until the server is closed. */
    public Fault silence() {
        return (exchange, file, from, to) -> stay();
    }

    private void stay() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives other bytes than those asked for, and says so. */
    public static Fault shifted(int by) {
        return (exchange, file, from, to) -> {
            partial(exchange, file, from + by, to);
            exchange.getResponseBody().write(file.bytes, from + by, to - from - by);
        };
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
