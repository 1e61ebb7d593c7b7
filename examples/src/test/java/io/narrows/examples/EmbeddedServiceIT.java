package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in a JVM of its own that is given no flag but the class path. */
class EmbeddedServiceIT {
    private static final int REQUESTS = 60;

    @TempDir
    Path directory;

    @Test
    void servesRecordsAndLeavesACompleteLog() throws Exception {
        Path run = directory.resolve("run");
        serve(run);
        List<TraceDocument> traces = new ArrayList<>();
        List<BatchDocument> batches = new ArrayList<>();
        StageTable names = new StageTable(List.of(), List.of(), List.of());
        RunFooter footer = null;
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace) {
                    traces.add(trace);
                } else if (document instanceof BatchDocument batch) {
                    batches.add(batch);
                } else if (document instanceof StageTable table) {
                    names = table;
                } else if (document instanceof RunFooter end) {
                    footer = end;
                }
            }
            assertEquals(List.of(), reader.warnings());
        }
        assertEquals(REQUESTS, traces.size());
        assertEquals(REQUESTS, footer.traces());
        assertEquals(
                REQUESTS,
                batches.stream().mapToInt(batch -> batch.members().size()).sum());
        for (TraceDocument trace : traces) {
            List<StageTable.StageEntry> stages = names.stages();
            assertEquals(
                    List.of("decode", "queue", "forward", "encode"),
                    trace.spans().stream()
                            .map(span -> stages.get(span.stage()).name())
                            .toList());
            assertEquals(
                    new TreeSet<>(List.of("COMPUTE", "DATA", "SERVING")),
                    new TreeSet<>(trace.spans().stream()
                            .map(span -> stages.get(span.stage()).segment())
                            .toList()));
            assertEquals(TraceDocument.Outcome.OK, trace.outcome());
        }
    }

    private static void serve(Path run) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedService.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String port = out.readLine();
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/count"))
                    .POST(HttpRequest.BodyPublishers.ofString("three small words"))
                    .build();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertEquals("{\"words\": 3}", answer.join().body());
            }
            process.getOutputStream().close();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends with its input");
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
