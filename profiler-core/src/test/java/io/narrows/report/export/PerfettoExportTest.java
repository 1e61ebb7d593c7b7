package io.narrows.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
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

/** Reads the exported packets as Perfetto's trace processor does: by field number, sorted by time, slices by stack. */
class PerfettoExportTest {

    private record Slice(String track, String name, String category, long startNs, long endNs, int depth) {}

    private record Event(long atNs, ProtoFields event, String name, String category) {}

    private final Map<Long, String> tracks = new HashMap<>();
    private final Map<Long, Long> parents = new HashMap<>();
    private final Set<Long> counters = new HashSet<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private final Map<Long, List<String>> flows = new HashMap<>();
    private final Map<String, Integer> values = new HashMap<>();

    private void read(byte[] file) {
        Map<Long, String> names = new HashMap<>();
        Map<Long, String> categories = new HashMap<>();
        boolean first = true;
        for (ProtoFields packet : new ProtoFields(file).messages(1)) {
            assertEquals(first ? 1 : 2, packet.number(13), "sequence flags");
            first = false;
            assertEquals(1, packet.number(10), "sequence");
            if (packet.has(60)) {
                ProtoFields track = packet.message(60);
                tracks.put(
                        track.number(1),
                        track.has(2) ? track.text(2) : track.message(3).text(6));
                if (track.has(5)) {
                    parents.put(track.number(1), track.number(5));
                }
                if (track.has(8)) {
                    counters.add(track.number(1));
                }
            }
            if (packet.has(12)) {
                packet.message(12).messages(1).forEach(e -> categories.put(e.number(1), e.text(2)));
                packet.message(12).messages(2).forEach(e -> names.put(e.number(1), e.text(2)));
            }
            if (packet.has(11)) {
                ProtoFields event = packet.message(11);
                assertNotNull(tracks.get(event.number(11)), "the track is described before its first event");
                events.add(new Event(
                        packet.number(8),
                        event,
                        event.has(10) ? names.get(event.number(10)) : "",
                        event.has(3) ? categories.get(event.number(3)) : ""));
            }
        }
        events.sort(Comparator.comparingLong(Event::atNs)); // stable, as the trace processor's
        Map<Long, Deque<Event>> open = new HashMap<>();
        for (Event event : events) {
            play(event, open);
        }
        open.forEach((track, left) -> assertTrue(left.isEmpty(), () -> tracks.get(track) + " has no end"));
    }

    private void play(Event event, Map<Long, Deque<Event>> open) {
        long track = event.event.number(11);
        Deque<Event> stack = open.computeIfAbsent(track, id -> new ArrayDeque<>());
        switch ((int) event.event.number(9)) {
            case 1 -> {
                stack.push(event);
                for (long flow : event.event.fixed(47)) {
                    flows.computeIfAbsent(flow, id -> new ArrayList<>()).add(event.category);
                }
            }
            case 2 -> {
                assertTrue(!stack.isEmpty(), () -> "an end without a beginning on " + tracks.get(track));
                Event begun = stack.pop();
                slices.add(
                        new Slice(tracks.get(track), begun.name, begun.category, begun.atNs, event.atNs, stack.size()));
            }
            case 4 -> {
                assertTrue(counters.contains(track));
                assertTrue(Double.isFinite(
                        Double.longBitsToDouble(event.event.one(44, 1).number())));
                values.merge(tracks.get(track), 1, Integer::sum);
            }
            default -> throw new AssertionError("type " + event.event.number(9));
        }
    }

    @Test
    void everyRequestAndBatchIsASliceWithItsStagesInside() {
        List<LogDocument> run = Exported.run();
        read(Exported.of(run, ExportFormat.PERFETTO, Exported.ALL));

        List<TraceDocument> traces = run.stream()
                .filter(TraceDocument.class::isInstance)
                .map(TraceDocument.class::cast)
                .toList();
        List<Slice> requests =
                slices.stream().filter(s -> s.category.equals("request")).toList();
        assertEquals(traces.size(), requests.size());
        assertTrue(requests.stream().allMatch(s -> s.depth == 0 && s.name.equals("infer minilm")));
        long shift = 1_790_000_000_000_000_000L - 5_000_000_000L;
        assertEquals(
                traces.stream()
                        .mapToLong(t -> t.startNs() + shift)
                        .sorted()
                        .boxed()
                        .toList(),
                requests.stream().mapToLong(Slice::startNs).sorted().boxed().toList());
        assertEquals(
                traces.stream().mapToLong(t -> t.endNs() - t.startNs()).sum(),
                requests.stream().mapToLong(s -> s.endNs - s.startNs).sum());
        long spans = traces.stream().mapToLong(t -> t.spans().size()).sum();
        List<BatchDocument> batches = run.stream()
                .filter(BatchDocument.class::isInstance)
                .map(BatchDocument.class::cast)
                .toList();
        assertEquals(
                batches.size(),
                slices.stream().filter(s -> s.category.equals("batch")).count());
        assertEquals(
                spans + batches.stream().mapToLong(b -> b.spans().size()).sum(),
                slices.stream().filter(s -> s.depth == 1).count());
        assertEquals(0, slices.stream().filter(s -> s.depth > 1).count());
    }

    @Test
    void slicesOfATrackDoNotOverlap() {
        read(Exported.of(Exported.run(), ExportFormat.PERFETTO, Exported.ALL));
        Map<String, Long> until = new HashMap<>();
        slices.stream()
                .filter(s -> s.depth == 0)
                .sorted(Comparator.comparingLong(Slice::startNs).thenComparingLong(Slice::endNs))
                .forEach(s -> {
                    assertTrue(s.startNs >= until.getOrDefault(s.track, Long.MIN_VALUE), s.toString());
                    until.put(s.track, s.endNs);
                });
        assertTrue(tracks.containsValue("infer minilm 1") && tracks.containsValue("infer minilm 2"));
    }

    @Test
    void arrowsLeadFromEveryMemberToItsBatch() {
        List<LogDocument> run = Exported.run();
        read(Exported.of(run, ExportFormat.PERFETTO, Exported.ALL));
        long members = run.stream()
                .filter(BatchDocument.class::isInstance)
                .mapToLong(d -> ((BatchDocument) d).members().size())
                .sum();

        assertEquals(members, flows.size());
        flows.values().forEach(ends -> assertEquals(List.of("serving", "compute"), ends, "queue, then forward"));
    }

    @Test
    void lanesAndPausesAreThere() {
        read(Exported.of(Exported.run(), ExportFormat.PERFETTO, Exported.ALL));

        assertTrue(values.get("process.cpu") > 10);
        assertTrue(values.get("heap.used") > 10);
        assertTrue(values.get("in flight") > 10);
        assertTrue(slices.stream().anyMatch(s -> s.track.equals("JVM: GC 1") && s.endNs - s.startNs == 4_000_000));
        for (Map.Entry<Long, Long> child : parents.entrySet()) {
            assertNotNull(tracks.get(child.getValue()), tracks.get(child.getKey()));
        }
    }

    @Test
    void theSlowestBringTheirBatchesAndTheirTime() {
        List<LogDocument> run = Exported.run();
        read(Exported.of(run, ExportFormat.PERFETTO, Exported.slowest(5)));
        List<Long> slowest = run.stream()
                .filter(TraceDocument.class::isInstance)
                .map(TraceDocument.class::cast)
                .map(t -> t.endNs() - t.startNs())
                .sorted(Comparator.reverseOrder())
                .limit(5)
                .toList();

        assertEquals(
                slowest,
                slices.stream()
                        .filter(s -> s.category.equals("request"))
                        .map(s -> s.endNs - s.startNs)
                        .sorted(Comparator.reverseOrder())
                        .toList());
        assertTrue(slices.stream().anyMatch(s -> s.category.equals("batch")));
        long first = slices.stream()
                .filter(s -> s.category.equals("request"))
                .mapToLong(Slice::startNs)
                .min()
                .orElse(0);
        assertTrue(events.stream().mapToLong(Event::atNs).min().orElse(0) > first - 1_000_000_000L);
    }
}
