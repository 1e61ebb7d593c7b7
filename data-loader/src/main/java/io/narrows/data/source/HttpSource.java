package io.narrows.data.source;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Files on an HTTP server, or in an object store through its plain HTTP interface, read by range requests.
 *
 * <p>A request that fails for a reason that may pass (no connection, a connection that breaks or stalls, status 408, 425, 429
 * or 5xx) is sent again after a wait that doubles each time, with jitter; what had come is kept. A {@code Retry-After} is
 * honoured. Other refusals are an error at once. A file stays the version that was opened: its entity tag, its date of change
 * and its size are held against every answer, and a difference is a {@link FileChangedException}, never mixed bytes.
 *
 * <p>Small reads ask for blocks, and readers that go forward for many blocks at once ({@link HttpOptions#readAheadBytes}).
 *
 * <p>Messages show URLs without user, password, query and fragment, so that a signature is never logged.
 *
 * <p>Thread-safe. To be closed after the files that it opened; requests that are under way then fail.
 */
public final class HttpSource implements Source, AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** What stands for itself in the path of a URL (RFC 3986, 3.3: pchar), and the slash. */
    private static final String IN_A_PATH =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

    /** What the request that opens a file asks for: enough for a small index, little for a file that is not read then. */
    private static final int FIRST_BYTES = 16 << 10;

    private final String location;
    private final Function<String, URI> urls;
    private final HttpOptions options;
    private final HttpTransfer.Waiter waiter;
    private final ExecutorService executor;
    private final HttpClient client;
    private final HttpBlocks blocks;
    private volatile boolean closed;

    /**
     * @param location what messages call this source; must hold no credentials
     * @param urls gives the URL of a file by its name, with a signature in its query if the store wants one. Asked before
     *     every request, from several threads, so that it can sign anew
     */
    public HttpSource(String location, Function<String, URI> urls, HttpOptions options) {
        this(location, urls, options, TimeUnit.MILLISECONDS::sleep);
    }

    HttpSource(String location, Function<String, URI> urls, HttpOptions options, HttpTransfer.Waiter waiter) {
        this.location = location;
        this.urls = urls;
        this.options = options;
        this.waiter = waiter;
        executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "narrows-http-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        client = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(options.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        blocks = new HttpBlocks(options.blockBytes(), options.readAheadBytes(), options.bufferBytes());
    }

    /**
     * The files below a URL: a name is put after its path, and its query, if it has one, is kept.
     *
     * @throws IllegalArgumentException when it is not an absolute http or https URL
     */
    public static HttpSource below(URI folder, HttpOptions options) {
        String scheme = folder.getScheme();
        if (folder.getHost() == null || (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException(
                    "url " + ShownUrl.of(folder) + ": must begin with http:// or https:// and name a host");
        }
        return new HttpSource(ShownUrl.of(folder), name -> child(folder, name), options);
    }

    private static URI child(URI folder, String name) {
        String path = folder.getRawPath();
        StringBuilder url = new StringBuilder(folder.getScheme()).append("://").append(folder.getRawAuthority());
        url.append(path.endsWith("/") ? path : path + "/");
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            if (each > 0 && IN_A_PATH.indexOf(each) >= 0) {
                url.append((char) each);
            } else {
                url.append('%').append(HEX.toHexDigits(each)); // as they are: URI would compose what stands decomposed
            }
        }
        if (folder.getRawQuery() != null) {
            url.append('?').append(folder.getRawQuery());
        }
        return URI.create(url.toString());
    }

    @Override
    public DataFile open(String name) throws IOException, InterruptedException {
        FileNames.check(name);
        if (closed) {
            throw new IOException(location + ": was closed");
        }
        String label = name + " at " + location;
        HttpTransfer transfer = new HttpTransfer(client, options, label, () -> urls.apply(name), waiter);
        HttpTransfer.Opened opened = transfer.open(Math.min(FIRST_BYTES, options.blockBytes()));
        return opened.whole()
                ? new MemoryFile(name, opened.bytes())
                : new HttpFile(name, opened.pin(), opened.bytes(), transfer, blocks);
    }

    @Override
    public String location() {
        return location;
    }

    /** Ends its threads; the JVM's own connections end when nobody holds this object any more. May be called again. */
    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
    }
}
