package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsWhatCameOutAndWritesIt(@TempDir Path dir) throws IOException {
        Path json = dir.resolve("load.json");
        HttpServer server = server(200);
        try {
            int code =
                    run(url(server), "--rate", "100", "--seconds", "0.5", "--warm-up", "0", "--out", json.toString());

            assertEquals(ExitCode.HOLDS, code, err.toString());
            assertTrue(out.toString().contains(" answered, 0 failed"), out.toString());
            assertTrue(out.toString().contains("(from the scheduled arrival)"), out.toString());
            assertEquals(
                    "narrows.load/1",
                    new ObjectMapper()
                            .readTree(Files.readString(json))
                            .get("schema")
                            .asText());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void failedRequestsDoNotHold() throws IOException {
        HttpServer server = server(503);
        try {
            assertEquals(
                    ExitCode.DOES_NOT_HOLD, run(url(server), "--rate", "50", "--seconds", "0.3", "--warm-up", "0"));
            assertTrue(out.toString().contains(" status 503)"), out.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobodyThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;

        assertEquals(ExitCode.ENVIRONMENT, run(url, "--rate", "50", "--seconds", "0.2", "--warm-up", "0"));
        assertTrue(err.toString().startsWith("narrows load: nothing answers at " + url + ": all "), err.toString());
    }

    @Test
    void wrongUsageIsNamed() {
        assertUsage(
                "url must be http://HOST[:PORT], got https://localhost",
                "https://localhost",
                "--rate",
                "1",
                "--seconds",
                "1");
        assertUsage(
                "rate must be above 0 and at most 1000000 requests per second, got -5.0",
                "http://localhost",
                "--rate",
                "-5",
                "--seconds",
                "1");
        assertUsage(
                "connections must be from 1 to 4096, got 0",
                "http://localhost",
                "--rate",
                "1",
                "--seconds",
                "1",
                "--connections",
                "0");
    }

    private void assertUsage(String message, String url, String... args) {
        err.getBuffer().setLength(0);
        assertEquals(ExitCode.USAGE, run(url, args));
        assertEquals("narrows load: " + message, err.toString().strip());
    }

    private static HttpServer server(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String url, String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "load";
        all[1] = "--url";
        all[2] = url;
        System.arraycopy(args, 0, all, 3, args.length);
        return Main.run(List.of(new LoadCommand()), new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
