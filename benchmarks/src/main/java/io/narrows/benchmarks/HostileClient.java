package io.narrows.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A client that sends what comes to its mind, one connection after the other, until its time is over. What it saw is asked for
 * once its thread has ended.
 */
final class HostileClient implements Runnable {
    private static final String PATH = "/v2/models/minilm/infer";
    private static final int TIMEOUT_MS = 30_000;
    private static final int LARGE = 3 << 20;

    private final URI server;
    private final SplittableRandom random;
    private final long untilNs;
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<String, Long> kinds = new TreeMap<>();
    private long wrong;

    /** Sends one kind of request. */
    private interface Sender {
        void send(Socket socket) throws IOException;
    }

    private final List<Map.Entry<String, Sender>> all = List.of(
            Map.entry("valid", this::valid),
            Map.entry("valid again", this::valid),
            Map.entry("not JSON", socket -> answer(socket, post("{\"inputs\": [", "application/json"))),
            Map.entry("deep JSON", socket -> answer(socket, post("[".repeat(100_000), "application/json"))),
            Map.entry(
                    "wrong shape", socket -> answer(socket, post(body("a").replace("[1]", "[7]"), "application/json"))),
            Map.entry("no text", socket -> answer(socket, post(body("").replace("\"\"", "null"), "application/json"))),
            Map.entry("wrong type", socket -> answer(socket, post(body("a"), "text/html"))),
            Map.entry("half a surrogate", socket -> answer(socket, post(body("\\ud800"), "application/json"))),
            Map.entry("not UTF-8", this::notUtf8),
            Map.entry("no such model", socket -> answer(socket, head("POST /v2/models/none/infer", 0))),
            Map.entry("no HTTP", socket -> answer(socket, bytes("\u0000\u0001 hello\r\n\r\n"))),
            Map.entry(
                    "two lengths",
                    socket -> answer(
                            socket,
                            bytes("POST " + PATH
                                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"))),
            Map.entry(
                    "long head",
                    socket -> answer(
                            socket, bytes("GET /v2 HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(200_000) + "\r\n\r\n"))),
            Map.entry("large body", this::large),
            Map.entry(
                    "half a body",
                    socket -> write(
                            socket,
                            bytes(new String(head("POST " + PATH, 500), StandardCharsets.ISO_8859_1) + "{\"inputs\""))),
            Map.entry("gone before the answer", socket -> write(socket, post(body(words(60)), "application/json"))),
            Map.entry("reset", this::reset),
            Map.entry("deadline", this::deadline));

    /**
     * @param server its address
     * @param seed of what comes to its mind
     * @param untilNs when it stops, as {@link System#nanoTime}
     */
    HostileClient(URI server, long seed, long untilNs) {
        this.server = server;
        this.random = new SplittableRandom(seed);
        this.untilNs = untilNs;
    }

    @Override
    public void run() {
        while (System.nanoTime() < untilNs) {
            Map.Entry<String, Sender> next = all.get(random.nextInt(all.size()));
            kinds.merge(next.getKey(), 1L, Long::sum);
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(TIMEOUT_MS);
                socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MS);
                next.getValue().send(socket);
            } catch (IOException e) {
                // The server may cut off what it does not understand; a valid request it may not.
                wrong += next.getKey().startsWith("valid") ? 1 : 0;
            }
        }
    }

    /** Answers by status. */
    Map<Integer, Long> statuses() {
        return statuses;
    }

    /** What was sent. */
    Map<String, Long> kinds() {
        return kinds;
    }

    /** Valid requests without a good answer. */
    long wrong() {
        return wrong;
    }

    private void valid(Socket socket) throws IOException {
        // A busy server may say so.
        int status = answer(socket, post(body(words(1 + random.nextInt(40))), "application/json"));
        wrong += status == 200 || status == 503 ? 0 : 1;
    }

    private void deadline(Socket socket) throws IOException {
        answer(
                socket,
                post(
                        "{\"parameters\":{\"timeout\":" + (1 + random.nextInt(2_000)) + "},"
                                + body(words(20)).substring(1),
                        "application/json"));
    }

    private void notUtf8(Socket socket) throws IOException {
        byte[] request = post(body("abcdefgh"), "application/json");
        request[request.length - 8] = (byte) 0xFE;
        answer(socket, request);
    }

    private void large(Socket socket) throws IOException {
        write(socket, head("POST " + PATH, LARGE));
        byte[] piece = new byte[1 << 16];
        for (int sent = 0; sent < LARGE; sent += piece.length) {
            socket.getOutputStream().write(piece);
        }
        read(socket);
    }

    private void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        write(socket, post(body(words(30)), "application/json"));
    }

    private int answer(Socket socket, byte[] request) throws IOException {
        write(socket, request);
        return read(socket);
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads to the end, since every request asks for the connection to be closed. */
    private int read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] first = in.readNBytes(12);
        if (first.length < 12) {
            return 0;
        }
        int status = Integer.parseInt(new String(first, 9, 3, StandardCharsets.ISO_8859_1));
        statuses.merge(status, 1L, Long::sum);
        in.transferTo(java.io.OutputStream.nullOutputStream());
        return status;
    }

    private static byte[] post(String body, String type) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = bytes("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n");
        byte[] all = java.util.Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return all;
    }

    private static byte[] head(String line, int length) {
        return bytes(
                line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                        + length + "\r\n\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String body(String text) {
        return "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"" + text + "\"]}]}";
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(text.isEmpty() ? "" : " ").append("word").append(random.nextInt(50));
        }
        return text.toString();
    }
}
