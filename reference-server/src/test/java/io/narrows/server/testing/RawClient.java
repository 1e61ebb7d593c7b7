package io.narrows.server.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One TCP connection on which a test says byte by byte what is sent, and reads responses off one by one. */
public final class RawClient implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /**
     * A response.
     *
     * @param headers names in lower case
     */
    public record Response(int status, Map<String, String> headers, String body) {
        /** Whether the server said that it closes the connection. */
        public boolean closes() {
            return "close".equalsIgnoreCase(headers.get("connection"));
        }
    }

    /** Connects to a server on this machine. */
    public RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Sends text as ISO 8859-1. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends an inference request for one text. */
    public RawClient sendInfer(String text, String... headers) throws IOException {
        return send(infer(text, headers));
    }

    /** An inference request for one text. */
    public static String infer(String text, String... headers) {
        return post(body(text), headers);
    }

    /** The body of a request for one text. */
    public static String body(String text) {
        return "{\"id\":\"" + text
                + "\",\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"" + text
                + "\"]}]}";
    }

    /** A POST to the model. */
    public static String post(String body, String... headers) {
        StringBuilder request = new StringBuilder("POST /v2/models/minilm/infer HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    /** Reads a response with a body. */
    public Response read() throws IOException {
        return read(true);
    }

    /** Reads the response to a HEAD request. */
    public Response readHead() throws IOException {
        return read(false);
    }

    private Response read(boolean withBody) throws IOException {
        String status = line();
        if (!status.matches("HTTP/1\\.[01] \\d{3} .*")) {
            throw new IOException("no status line: " + status);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.substring(9, 12));
        int length = withBody && code >= 200 ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("body cut after " + body.length + " of " + length + " bytes");
        }
        return new Response(code, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** Waits for the server to close the connection; false when it sends something instead. */
    public boolean closedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true; // reset
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed after \"" + line + "\"");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
