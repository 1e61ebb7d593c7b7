package io.narrows.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExportPartsTest {

    @Test
    void collapsedStacksAddUpToTheLatencyOfTheMeasured() {
        List<LogDocument> run = Exported.run();
        long sumUs = 0;
        List<String> lines = new String(Exported.of(run, ExportFormat.COLLAPSED, Exported.ALL), UTF_8)
                .lines()
                .toList();
        for (String line : lines) {
            assertTrue(line.matches("infer minilm;((data|compute|serving);[a-z.]+|unaccounted) \\d+"), line);
            sumUs += Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
        }
        double measuredUs = run.stream()
                .filter(d ->
                        d instanceof TraceDocument t && Exported.ALL.measured().measures(t.traceIdHigh()))
                .mapToDouble(d -> (((TraceDocument) d).endNs() - ((TraceDocument) d).startNs()) / 1e3)
                .sum();

        assertEquals(11, lines.size());
        assertEquals(measuredUs, sumUs, lines.size(), "each line is rounded to a microsecond");
    }

    @Test
    void tracksHoldNoTwoAtOnceAndAreFew() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 50; round++) {
            List<long[]> stretches = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                long start = random.nextLong(10_000);
                stretches.add(new long[] {start, start + random.nextLong(round % 2 == 0 ? 200 : 3_000)});
            }
            stretches.sort(Comparator.comparingLong(s -> s[1]));
            TrackPool pool = new TrackPool();
            List<List<long[]>> tracks = new ArrayList<>();
            for (long[] stretch : stretches) {
                int track = pool.place(stretch[0], stretch[1]);
                if (track == tracks.size()) {
                    tracks.add(new ArrayList<>());
                }
                for (long[] other : tracks.get(track)) {
                    assertTrue(other[1] <= stretch[0] || stretch[1] <= other[0]);
                }
                tracks.get(track).add(stretch);
            }
            long most = stretches.stream()
                    .mapToLong(s -> stretches.stream()
                            .filter(o -> o[0] <= s[0] && s[0] < Math.max(o[1], o[0] + 1))
                            .count())
                    .max()
                    .orElse(0);
            assertTrue(pool.size() <= most + 1, pool.size() + " tracks for " + most + " at once");
        }
    }

    @Test
    void requestsUnderWayAreTheirTimeOverTime() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        InFlight inFlight = new InFlight();
        double[] held = new double[1];
        inFlight.add(0, 1, 1);
        long end = 0;
        for (int i = 0; i < 5_000; i++) {
            long start = i * 3_000_000L + random.nextLong(1_000_000);
            long length = random.nextLong(i % 100 == 0 ? 900_000_000L : 9_000_000L);
            inFlight.add(start, start + length, 2);
            held[0] += 2.0 * length;
            end = Math.max(end, start + length);
        }
        List<double[]> slices = new ArrayList<>();
        inFlight.forEach((fromNs, mean) -> slices.add(new double[] {fromNs, mean}));
        double sum = 0;
        for (int i = 0; i + 1 < slices.size(); i++) {
            sum += slices.get(i)[1] * (slices.get(i + 1)[0] - slices.get(i)[0]);
        }

        assertTrue(slices.size() <= InFlight.SLICES + 1);
        assertTrue(slices.get(slices.size() - 1)[0] >= end);
        assertEquals(held[0] + 1, sum, held[0] * 1e-9);
    }

    @Test
    void emptyLogsGiveEmptyFiles() {
        List<LogDocument> empty = List.of(new RunHeader(1, "idle", 1, 1_790_000_000_000_000_000L, 5, Map.of()));

        for (ExportFormat format : ExportFormat.values()) {
            byte[] file = Exported.of(empty, format, Exported.ALL);
            switch (format) {
                case PERFETTO -> assertTrue(new ProtoFields(file).messages(1).size() >= 2);
                case CHROME -> assertTrue(new String(file, UTF_8).contains("\"traceEvents\":["));
                default -> assertEquals("", new String(file, UTF_8));
            }
        }
    }

    @Test
    void aSelectionIsBoundedAndOneWayOnly() {
        assertEquals(
                "first is 1000001, but must be from 0 to 1000000",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ExportOptions(Exported.ALL.measured(), 1_000_001, 0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new ExportOptions(Exported.ALL.measured(), 1, 1));
        List<String> first = new String(
                        Exported.of(
                                Exported.run(), ExportFormat.OTLP, new ExportOptions(Exported.ALL.measured(), 7, 0)),
                        UTF_8)
                .lines()
                .toList();
        assertEquals(7, first.get(0).split("\"kind\":2", -1).length - 1);
    }
}
