package io.narrows.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Answers every request at once with 8 kB, as many as an embedding takes in JSON; a process of its own. */
final class StubHttpServer {
    static final String ARGUMENT = "--stub-server";
    private static final int BODY_BYTES = 8_000;

    private StubHttpServer() {}

    /** Prints its port on standard output and serves until its standard input ends. */
    static void serve() throws IOException {
        ServerSocket listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> accept(listener), "accept");
        acceptor.setDaemon(true);
        acceptor.start();
        System.out.println(listener.getLocalPort());
        int read = 0;
        while (read >= 0) {
            read = System.in.read();
        }
        listener.close();
    }

    private static void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread thread = new Thread(() -> answer(socket), "answer");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            return; // the listener was closed
        }
    }

    private static void answer(Socket socket) {
        byte[] body = new byte[BODY_BYTES];
        Arrays.fill(body, (byte) '1');
        byte[] head = ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + BODY_BYTES
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            for (int length = head(in); length >= 0; length = head(in)) {
                in.readNBytes(length);
                socket.getOutputStream().write(whole);
            }
        } catch (IOException e) {
            return; // the client is gone
        }
    }

    /* Length of the body that follows, or -1 at the end of the connection. */
    private static int head(InputStream in) throws IOException {
        int length = 0;
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            String text = line.toString().strip().toLowerCase(Locale.ROOT);
            line.setLength(0);
            if (text.isEmpty()) {
                return length;
            }
            if (text.startsWith("content-length:")) {
                length = Integer.parseInt(
                        text.substring("content-length:".length()).strip());
            }
        }
        return -1;
    }
}
