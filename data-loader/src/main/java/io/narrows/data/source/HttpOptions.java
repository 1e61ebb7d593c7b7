package io.narrows.data.source;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a {@link HttpSource} asks its server. Immutable.
 *
 * @param connectTimeout how long a connection may take to come about
 * @param readTimeout how long the server may take to answer, and to send each further 64 KiB
 * @param retries how often a request is tried again that failed for a reason that may pass; what has come already is kept
 * @param firstWait the wait before the first of them; each further one waits twice as long
 * @param longestWait the longest wait before one of them, and the longest that a server may ask for by Retry-After
 * @param blockBytes what a read of fewer bytes asks for, in bytes
 * @param readAheadBytes what a read of fewer bytes asks for when it goes on where blocks have been read, in bytes
 * @param bufferBytes what all open files together keep of blocks read, in bytes
 * @param wholeLimitBytes the size up to which a file is held in memory whole when its server does not give parts of it
 * @param headers sent with every request to the server itself, and not to where it redirects; never shown
 */
public record HttpOptions(
        Duration connectTimeout,
        Duration readTimeout,
        int retries,
        Duration firstWait,
        Duration longestWait,
        int blockBytes,
        int readAheadBytes,
        long bufferBytes,
        int wholeLimitBytes,
        Map<String, String> headers) {
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(30);
    public static final int DEFAULT_RETRIES = 5;
    public static final Duration DEFAULT_FIRST_WAIT = Duration.ofMillis(200);
    public static final Duration DEFAULT_LONGEST_WAIT = Duration.ofSeconds(30);
    public static final int DEFAULT_BLOCK_BYTES = 256 << 10;
    public static final int DEFAULT_READ_AHEAD_BYTES = 4 << 20;
    public static final long DEFAULT_BUFFER_BYTES = 32L << 20;
    public static final int DEFAULT_WHOLE_LIMIT_BYTES = 8 << 20;

    private static final int SMALLEST_BLOCK_BYTES = 1024;

    public HttpOptions {
        atLeast("connectTimeout", connectTimeout, Duration.ofMillis(1));
        atLeast("readTimeout", readTimeout, Duration.ofMillis(1));
        atLeast("firstWait", firstWait, Duration.ZERO);
        atLeast("longestWait", longestWait, firstWait);
        atLeast("retries", retries, 0);
        atLeast("blockBytes", blockBytes, SMALLEST_BLOCK_BYTES);
        atLeast("readAheadBytes", readAheadBytes, blockBytes);
        atLeast("bufferBytes", bufferBytes, readAheadBytes);
        atLeast("wholeLimitBytes", wholeLimitBytes, 0);
        headers = Map.copyOf(headers);
        HttpRequest.Builder request = HttpRequest.newBuilder();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            try {
                request.header(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "header \"" + header.getKey() + "\": it, or its value, is none that can be sent");
            }
        }
    }

    public static HttpOptions defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return "connectTimeout " + connectTimeout + ", readTimeout " + readTimeout + ", retries " + retries
                + ", headers " + headers.size();
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " " + value + ": at least " + least);
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + ": at least " + least);
        }
    }

    /** Collects options; what is not set is as in {@link #defaults()}. */
    public static final class Builder {
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private Duration readTimeout = DEFAULT_READ_TIMEOUT;
        private int retries = DEFAULT_RETRIES;
        private Duration firstWait = DEFAULT_FIRST_WAIT;
        private Duration longestWait = DEFAULT_LONGEST_WAIT;
        private int blockBytes = DEFAULT_BLOCK_BYTES;
        private int readAheadBytes = DEFAULT_READ_AHEAD_BYTES;
        private long bufferBytes = DEFAULT_BUFFER_BYTES;
        private int wholeLimitBytes = DEFAULT_WHOLE_LIMIT_BYTES;
        private final Map<String, String> headers = new LinkedHashMap<>();

        private Builder() {}

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder readTimeout(Duration value) {
            readTimeout = value;
            return this;
        }

        public Builder retries(int value) {
            retries = value;
            return this;
        }

        /** The first and the longest wait between tries. */
        public Builder waits(Duration first, Duration longest) {
            firstWait = first;
            longestWait = longest;
            return this;
        }

        public Builder blockBytes(int value) {
            blockBytes = value;
            return this;
        }

        public Builder readAheadBytes(int value) {
            readAheadBytes = value;
            return this;
        }

        public Builder bufferBytes(long value) {
            bufferBytes = value;
            return this;
        }

        public Builder wholeLimitBytes(int value) {
            wholeLimitBytes = value;
            return this;
        }

        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public HttpOptions build() {
            return new HttpOptions(
                    connectTimeout,
                    readTimeout,
                    retries,
                    firstWait,
                    longestWait,
                    blockBytes,
                    readAheadBytes,
                    bufferBytes,
                    wholeLimitBytes,
                    headers);
        }
    }
}
