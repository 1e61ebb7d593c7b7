package io.narrows.experiment;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection on a blocking socket, opened at its first use and again after a failure. Used by one
 * thread, which owns it and closes it.
 *
 * <p>It exists because the load shares its cores with the server under test: {@code benchmarks/run client} compares the
 * processor time of a request through it with one through {@code java.net.http}. It reads what an inference server answers
 * (a length or chunks, no compression, no redirects) and throws the body away.
 */
final class HttpConnection implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9].*");

    private final Target target;
    private final byte[] head;
    private final StringBuilder line = new StringBuilder(128);
    private final byte[] discarded = new byte[16 * 1024];
    private byte[] request = new byte[4096];
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    HttpConnection(Target target) {
        this.target = target;
        this.head = target.head();
    }

    /** What came back is not HTTP/1.1. */
    static final class MalformedResponseException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedResponseException(String message) {
            super(message);
        }
    }

    /**
     * Sends one request and reads its response to the end.
     *
     * @return the HTTP status
     * @throws java.net.ConnectException when nothing listens there
     * @throws SocketTimeoutException when the response was not there at {@code deadlineNs}
     * @throws MalformedResponseException when the answer is not HTTP/1.1
     * @throws IOException when the connection ended before the response did
     */
    int exchange(byte[] body, long traceIdHigh, long traceIdLow, long deadlineNs) throws IOException {
        int length = assemble(body, traceIdHigh, traceIdLow);
        boolean keep = false;
        try {
            Socket open = connected(deadlineNs);
            open.getOutputStream().write(request, 0, length);
            Headers headers = readHeaders(deadlineNs);
            readBody(headers, deadlineNs);
            keep = headers.keepAlive;
            return headers.status;
        } finally {
            if (!keep) {
                close();
            }
        }
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                return; // nothing more can be done with it, and nothing was lost
            }
        }
    }

    private Socket connected(long deadlineNs) throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket();
            socket = open;
            open.setTcpNoDelay(true);
            open.connect(new InetSocketAddress(target.host(), target.port()), remainingMs(deadlineNs));
            in = new BufferedInputStream(open.getInputStream(), 16 * 1024);
        }
        return open;
    }

    private int assemble(byte[] body, long traceIdHigh, long traceIdLow) {
        HexFormat hex = HexFormat.of();
        byte[] rest = (hex.toHexDigits(traceIdHigh) + hex.toHexDigits(traceIdLow) + "-"
                        + hex.toHexDigits(traceIdLow | 1) + "-01\r\ncontent-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        int length = head.length + rest.length + body.length;
        if (request.length < length) {
            request = new byte[length * 2];
        }
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(rest, 0, request, head.length, rest.length);
        System.arraycopy(body, 0, request, head.length + rest.length, body.length);
        return length;
    }

    private Headers readHeaders(long deadlineNs) throws IOException {
        Headers headers = new Headers();
        do {
            headers.begin(readLine(deadlineNs));
            for (String header = readLine(deadlineNs); !header.isEmpty(); header = readLine(deadlineNs)) {
                headers.add(header);
            }
        } while (headers.status / 100 == 1);
        return headers;
    }

    private void readBody(Headers headers, long deadlineNs) throws IOException {
        if (headers.status == 204 || headers.status == 304) {
            return;
        }
        if (headers.chunked) {
            for (long size = chunkSize(readLine(deadlineNs)); size > 0; size = chunkSize(readLine(deadlineNs))) {
                discard(size, deadlineNs);
                readLine(deadlineNs);
            }
            String trailer = readLine(deadlineNs);
            while (!trailer.isEmpty()) {
                trailer = readLine(deadlineNs);
            }
        } else if (headers.contentLength >= 0) {
            discard(headers.contentLength, deadlineNs);
        } else {
            headers.keepAlive = false;
            int read = 0;
            while (read >= 0) { // the end of the connection is the end of the body
                read = read(discarded, discarded.length, deadlineNs);
            }
        }
    }

    private static long chunkSize(String text) throws MalformedResponseException {
        int semicolon = text.indexOf(';');
        try {
            return Long.parseLong((semicolon < 0 ? text : text.substring(0, semicolon)).trim(), 16);
        } catch (NumberFormatException e) {
            throw new MalformedResponseException("chunk size must be hexadecimal, got '" + text + "'");
        }
    }

    private void discard(long bytes, long deadlineNs) throws IOException {
        long left = bytes;
        while (left > 0) {
            int read = read(discarded, (int) Math.min(left, discarded.length), deadlineNs);
            if (read < 0) {
                throw new EOFException("the connection ended " + left + " bytes before the response did");
            }
            left -= read;
        }
    }

    private int read(byte[] into, int length, long deadlineNs) throws IOException {
        arm(deadlineNs);
        return input().read(into, 0, length);
    }

    private String readLine(long deadlineNs) throws IOException {
        InputStream from = input();
        line.setLength(0);
        arm(deadlineNs);
        for (int c = from.read(); c != '\n'; c = from.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended inside the response's head");
            }
            if (c != '\r') {
                line.append((char) c);
            }
            if (line.length() > MAX_LINE_BYTES) {
                throw new MalformedResponseException("a header line is longer than " + MAX_LINE_BYTES + " bytes");
            }
        }
        return line.toString();
    }

    private void arm(long deadlineNs) throws IOException {
        Socket open = socket;
        if (open != null) {
            open.setSoTimeout(remainingMs(deadlineNs));
        }
    }

    private InputStream input() throws IOException {
        InputStream from = in;
        if (from == null) {
            throw new EOFException("the connection is closed");
        }
        return from;
    }

    private static int remainingMs(long deadlineNs) throws SocketTimeoutException {
        long ms = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (ms <= 0) {
            throw new SocketTimeoutException("the time for the response is over");
        }
        return (int) Math.min(ms, Integer.MAX_VALUE);
    }

    private static final class Headers {
        private int status;
        private long contentLength;
        private boolean chunked;
        private boolean keepAlive;

        void begin(String statusLine) throws MalformedResponseException {
            if (!STATUS_LINE.matcher(statusLine).matches()) {
                throw new MalformedResponseException(
                        "status line must begin HTTP/1.1 and a status, got '" + statusLine + "'");
            }
            status = Integer.parseInt(statusLine.substring(9, 12));
            contentLength = -1;
            chunked = false;
            keepAlive = statusLine.charAt(7) == '1';
        }

        void add(String header) throws MalformedResponseException {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new MalformedResponseException("header must be 'name: value', got '" + header + "'");
            }
            String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = header.substring(colon + 1).trim();
            switch (name) {
                case "content-length" -> contentLength = number(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> keepAlive = !value.equalsIgnoreCase("close");
                default -> {}
            }
        }

        private static long number(String value) throws MalformedResponseException {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new MalformedResponseException("content-length must be a number, got '" + value + "'");
            }
        }
    }
}
