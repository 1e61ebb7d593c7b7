package io.narrows.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadJsonTest {
    private static final URI URL = URI.create("http://127.0.0.1:1");

    @Test
    void hasWhatTheReportReads(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("load.json");
        LoadJson.write(file, URL, result(2_000, 3), 99.5);
        JsonNode json = new ObjectMapper().readTree(Files.readString(file));

        assertEquals("narrows.load/1", json.get("schema").asText());
        assertEquals("http://127.0.0.1:1", json.get("url").asText());
        assertEquals(100, json.get("rate").asDouble());
        assertEquals(20, json.get("seconds").asDouble());
        assertEquals(4, json.get("seed").asLong());
        assertEquals(2_003, json.get("scheduled").asInt());
        assertEquals(2_000, json.get("answered").asInt());
        assertEquals(3, json.get("failed").asInt());
        assertEquals(3, json.at("/failures/timeout").asInt());
        assertEquals("00000000000000ff", json.get("sessionTraceIdHigh").asText());
        assertEquals(99.5, json.get("calibratedMaxPerS").asDouble());
        assertFalse(json.get("overloaded").asBoolean());
        for (String quantile : List.of("p50", "p90", "p99")) {
            JsonNode latency = json.at("/latencyMs/" + quantile);
            if (!quantile.equals("p99")) { // of which 2,000 requests tell too little for an interval
                assertTrue(latency.get("lo").asDouble() <= latency.get("value").asDouble(), latency.toString());
                assertTrue(latency.get("value").asDouble() <= latency.get("hi").asDouble(), latency.toString());
            }
            assertTrue(json.at("/uncorrectedMs/" + quantile + "/value").asDouble()
                    < latency.get("value").asDouble());
        }
        assertEquals(100, json.at("/throughputPerS/value").asDouble(), 1);
        try (var entries = Files.list(dir)) {
            assertEquals(List.of(file), entries.toList(), "nothing is left beside it");
        }
    }

    @Test
    void leavesOutWhatItCannotSay() {
        JsonNode json = LoadJson.toJson(URL, result(0, 2), null);

        assertTrue(json.get("latencyMs").isEmpty());
        assertFalse(json.has("calibratedMaxPerS"));
        assertEquals(0, json.at("/throughputPerS/value").asDouble());
        assertFalse(json.at("/throughputPerS").has("lo"));
    }

    @Test
    void refusesAFolderThatIsNotThere(@TempDir Path dir) {
        Path file = dir.resolve("no/load.json");
        LoadException e = assertThrows(LoadException.class, () -> LoadJson.write(file, URL, result(1, 0), null));

        assertTrue(
                String.valueOf(e.getMessage()).startsWith("load result " + file + " cannot be written: "),
                e.toString());
    }

    private static LoadResult result(int answered, int timedOut) {
        LoadOptions options = LoadOptions.of(100, Duration.ofSeconds(20), 4);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < answered + timedOut; i++) {
            long scheduled = i * 10_000_000L;
            long sent = scheduled + 1_000_000;
            long done = sent + 2_000_000 + (i * 7_919L % 1_000) * 1_000;
            Outcome outcome = i < answered ? Outcome.ANSWERED : Outcome.TIMEOUT;
            exchanges.add(new Exchange(scheduled, sent, done, outcome, i < answered ? 200 : 0, 0xff, i + 1, false));
        }
        return new LoadResult(options, 0xff, 0, exchanges, 10);
    }
}
