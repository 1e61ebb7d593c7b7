package io.narrows.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.analysis.Recordings;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChromeExportTest {

    private static List<JsonNode> events(List<LogDocument> run) throws Exception {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        JsonNode file = mapper.readTree(Exported.of(run, ExportFormat.CHROME, Exported.ALL));
        List<JsonNode> events = new ArrayList<>();
        file.get("traceEvents").forEach(events::add);
        return events;
    }

    private static List<JsonNode> of(List<JsonNode> events, String phase) {
        return events.stream().filter(e -> e.get("ph").asText().equals(phase)).toList();
    }

    @Test
    void completeEventsNestAndKeepTheNanoseconds() throws Exception {
        List<LogDocument> run = Exported.run();
        Map<String, List<JsonNode>> byTrack = new HashMap<>();
        long requestsNs = 0;
        for (JsonNode event : of(events(run), "X")) {
            byTrack.computeIfAbsent(event.get("pid") + "/" + event.get("tid"), key -> new ArrayList<>())
                    .add(event);
            requestsNs += event.get("cat").asText().equals("request") ? ns(event, "dur") : 0;
        }
        assertEquals(
                run.stream()
                        .filter(TraceDocument.class::isInstance)
                        .mapToLong(d -> ((TraceDocument) d).endNs() - ((TraceDocument) d).startNs())
                        .sum(),
                requestsNs);
        assertTrue(byTrack.size() > 5);
        for (List<JsonNode> track : byTrack.values()) {
            track.sort(Comparator.comparingLong((JsonNode e) -> ns(e, "ts"))
                    .thenComparing(e -> ns(e, "dur"), Comparator.reverseOrder()));
            Deque<Long> ends = new ArrayDeque<>();
            for (JsonNode event : track) {
                while (!ends.isEmpty() && ends.peek() <= ns(event, "ts")) {
                    ends.pop();
                }
                long end = ns(event, "ts") + ns(event, "dur");
                assertTrue(ends.isEmpty() || end <= ends.peek(), () -> "overlaps: " + event);
                ends.push(end);
            }
        }
    }

    @Test
    void flowsHaveBothEndsAlsoWhereMembersAreMissing() throws Exception {
        List<LogDocument> run = Recordings.sampled(Exported.run(), 4, 100_000_000L);
        List<JsonNode> events = events(run);
        Set<String> starts = new HashSet<>();
        of(events, "s").forEach(e -> starts.add(e.get("id").asText()));
        Set<String> ends = new HashSet<>();
        of(events, "f").forEach(e -> ends.add(e.get("id").asText()));
        long joined = run.stream()
                .filter(TraceDocument.class::isInstance)
                .filter(d -> ((TraceDocument) d).spans().stream().anyMatch(s -> s.batchSerial() != 0))
                .count();

        assertEquals(starts, ends);
        assertEquals(joined, starts.size());
        assertTrue(joined
                < run.stream()
                        .filter(BatchDocument.class::isInstance)
                        .mapToLong(d -> ((BatchDocument) d).members().size())
                        .sum());
    }

    @Test
    void countersAndNamesAreThere() throws Exception {
        List<JsonNode> events = events(Exported.run());

        assertTrue(of(events, "C").stream().anyMatch(e -> e.get("name").asText().equals("process.cpu (at once)")));
        assertTrue(of(events, "M").stream()
                .anyMatch(e -> e.at("/args/name").asText().equals("simulated: infer minilm")));
    }

    private static long ns(JsonNode event, String field) {
        BigDecimal us = event.get(field).decimalValue();
        return us.movePointRight(3).longValueExact();
    }
}
