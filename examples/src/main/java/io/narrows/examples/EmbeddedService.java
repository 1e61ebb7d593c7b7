package io.narrows.examples;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs {@link WordCounter} behind HTTP until its standard input ends. The argument is the run directory to make. */
public final class EmbeddedService {
    private static final int THREADS = 4;

    private EmbeddedService() {}

    /** Prints the port that it listens on, on the loopback interface. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: EmbeddedService RUN_DIRECTORY");
            System.exit(2);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (WordCounter counter = new WordCounter(Path.of(args[0]))) {
            server.setExecutor(threads);
            server.createContext("/count", exchange -> {
                String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] answer = counter.answer(text).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            System.out.println(server.getAddress().getPort());
            while (System.in.read() >= 0) {
                // Until whoever started it lets go.
            }
            server.stop(1);
        } finally {
            threads.shutdown();
        }
    }
}
