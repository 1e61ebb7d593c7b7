package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway between a caller and another service, both of which trace. */
class GatewayTest {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer upstream;
    private URI uri;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(exchange.getRequestHeaders().getFirst("traceparent"));
            seen.add(exchange.getRequestHeaders().getFirst("tracestate"));
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        uri = URI.create("http://localhost:" + upstream.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        upstream.stop(0);
    }

    private TraceDocument theTrace() throws IOException {
        List<TraceDocument> traces = new ArrayList<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(directory.resolve("run")))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace) {
                    traces.add(trace);
                }
            }
        }
        assertEquals(1, traces.size());
        return traces.get(0);
    }

    @Test
    void theNextServiceIsToldTheTraceAndThisServicesSpan() throws Exception {
        try (Gateway gateway = new Gateway(directory.resolve("run"), uri)) {
            assertEquals(
                    "a text",
                    gateway.answer(" A Text ", "00-" + TRACE + "-00f067aa0ba902b7-01", "vendor=x")
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS));
        }
        TraceDocument trace = theTrace();
        assertEquals(Outcome.OK, trace.outcome());
        assertEquals(0x00f067aa0ba902b7L, trace.parentSpanId());
        assertEquals(
                List.of(0, 1, 2),
                trace.spans().stream().map(TraceDocument.Span::stage).toList());
        assertEquals(List.of(String.format("00-%s-%016x-01", TRACE, trace.spanId()), "vendor=x"), seen);
    }

    @Test
    void anErrorOfTheNextServiceFailsTheTrace() throws Exception {
        try (Gateway gateway = new Gateway(directory.resolve("run"), uri)) {
            gateway.answer("", null, null).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        assertEquals("upstream answered 500", theTrace().failure());
    }

    @Test
    void aServiceThatIsNotThereFailsTheTrace() throws Exception {
        upstream.stop(0);
        try (Gateway gateway = new Gateway(directory.resolve("run"), uri)) {
            assertThrows(
                    ExecutionException.class,
                    () -> gateway.answer("a", null, null).toCompletableFuture().get(20, TimeUnit.SECONDS));
        }
        assertEquals(Outcome.FAILED, theTrace().outcome());
        assertTrue(theTrace().failure().contains("ConnectException"), theTrace().failure());
    }

    @Test
    void thePageQuotesIt() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/narrows/examples/Gateway.java"));
        String quoted = source.substring(
                        source.indexOf("// snippet: gateway\n") + "// snippet: gateway\n".length(),
                        source.indexOf("    // snippet: end"))
                .lines()
                .map(line -> line.isEmpty() ? line : line.substring(4))
                .collect(Collectors.joining("\n"));
        String page = Files.readString(Path.of("../docs/howto/embed.md"), StandardCharsets.UTF_8);
        assertTrue(page.contains("```java\n" + quoted + "\n```"), "embed.md does not show this:\n" + quoted);
    }
}
