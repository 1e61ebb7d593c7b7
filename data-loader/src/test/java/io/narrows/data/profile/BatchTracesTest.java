package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Trace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTracesTest {
    private static final LoaderStages STAGES = LoaderStages.of(List.of(List.of("clean"), List.of("resize")));

    private final ManualClock clock = new ManualClock();
    private final LoaderMeters meters = new LoaderMeters(STAGES, 1, shard -> "s", clock, () -> 0, () -> -1);

    private ChunkTimes chunk(WorkerClock first, WorkerClock second) {
        ChunkTimes chunk = new ChunkTimes();
        chunk.holds(7, 300, 100);
        first.begin(chunk, LoaderStages.OPEN);
        clock.ns(5);
        first.service(LoaderStages.DECODE);
        clock.ns(100);
        first.split(30, 20);
        first.service(LoaderStages.FIRST_TRANSFORM);
        clock.ns(40);
        first.end(100, 1_000);
        clock.ns(60);
        second.begin(chunk, LoaderStages.FIRST_TRANSFORM + 1);
        clock.ns(70);
        second.end(100, 1_000);
        return chunk;
    }

    @Test
    void theTraceFollowsTheDataIntoTheModel(@TempDir Path directory) {
        ProfilerConfig config = ProfilerConfig.builder(directory.resolve("run"))
                .clock(clock)
                .breakdowns(true)
                .lanes(false)
                .build();
        try (Profiler profiler = Profiler.open(config)) {
            BatchTraces traces = new BatchTraces(profiler, meters);
            ConsumerMeter consumer = meters.consumer();
            ChunkTimes chunk = chunk(meters.worker(0), meters.worker(1));
            clock.ns(500);
            consumer.asked();
            clock.ns(11);
            consumer.took(chunk, Long.MAX_VALUE);
            consumer.delivered(32, 320);
            Trace trace = traces.begin(32, 320);
            clock.ns(9);
            trace.enter(profiler.stage("forward", Segment.COMPUTE));
            clock.ns(1_000);
            trace.end();

            Map<String, Long> ns = new LinkedHashMap<>();
            Breakdown breakdown = trace.breakdown();
            breakdown.stages().forEach(stage -> ns.merge(stage.stageName(), stage.ns(), Long::sum));
            Map<String, Long> expected = new LinkedHashMap<>();
            expected.put("shard.open", 5L);
            expected.put("read", 30L);
            expected.put("decompress", 20L);
            expected.put("decode", 50L);
            expected.put("transform.clean", 40L);
            expected.put("wait.in", 60L);
            expected.put("transform.resize", 70L);
            expected.put("wait.out", 500L);
            expected.put("handover", 11L);
            expected.put("forward", 1_000L);
            assertEquals(expected, ns);
            assertEquals(9, breakdown.unaccountedNs(), "what the consumer did in no stage");
            assertEquals(0, profiler.stats().misuses());
        }
    }

    private static Map<String, Long> times(Trace trace) {
        Map<String, Long> ns = new LinkedHashMap<>();
        trace.breakdown().stages().forEach(stage -> ns.merge(stage.stageName(), stage.ns(), Long::sum));
        ns.values().removeIf(time -> time == 0);
        return ns;
    }

    @Test
    void aBatchOfSeveralChunksIsInWhatItStillLacks(@TempDir Path directory) {
        ProfilerConfig config = ProfilerConfig.builder(directory.resolve("run"))
                .clock(clock)
                .breakdowns(true)
                .lanes(false)
                .build();
        try (Profiler profiler = Profiler.open(config)) {
            BatchTraces traces = new BatchTraces(profiler, meters);
            ConsumerMeter consumer = meters.consumer();
            WorkerClock one = meters.worker(0);
            WorkerClock other = meters.worker(0);
            ChunkTimes slow = new ChunkTimes();
            ChunkTimes quick = new ChunkTimes();
            one.begin(slow, LoaderStages.DECODE);
            clock.ns(10);
            other.begin(quick, LoaderStages.OPEN);
            clock.ns(15);
            other.end(4, 40);
            clock.ns(25);
            one.end(4, 40);
            consumer.asked();
            consumer.took(slow, Long.MAX_VALUE);
            consumer.took(quick, Long.MAX_VALUE);
            consumer.delivered(6, 60);
            Trace first = traces.begin(6, 60);
            first.end();
            // The quick one was opened 10 ns after the slow one began, and decoding went on for 25 behind its end.
            assertEquals(Map.of("shard.open", 15L, "decode", 25L), times(first));
            assertEquals(10, first.breakdown().unaccountedNs());

            clock.ns(100);
            consumer.asked();
            consumer.delivered(2, 20);
            Trace rest = traces.begin(2, 20);
            rest.end();
            assertEquals(
                    Map.of("shard.open", 15L, "wait.out", 125L),
                    times(rest),
                    "what is left of the chunk that was taken last");
        }
    }

    @Test
    void batchesThatComeTooFastAreToldByTheNextThatIsRecordedWhicheverLoadersTheyAreOf(@TempDir Path directory) {
        List<Long> told = new CopyOnWriteArrayList<>();
        ProfilerConfig config = ProfilerConfig.builder(directory.resolve("run"))
                .clock(clock)
                .lanes(false)
                .listener((trace, kept, names) -> told.add(valueOf("data.unrecorded", trace, names)))
                .build();
        int more = 7;
        try (Profiler profiler = Profiler.open(config)) {
            BatchTraces first = new BatchTraces(profiler, meters);
            BatchTraces second = new BatchTraces(profiler, meters);
            ConsumerMeter consumer = meters.consumer();
            ChunkTimes chunk = chunk(meters.worker(0), meters.worker(1));
            for (int i = 0; i < TracePace.BURST + more + 1; i++) {
                BatchTraces traces = i < TracePace.BURST ? first : second;
                clock.ms(i == TracePace.BURST + more ? 1_000 : 0);
                consumer.asked();
                if (i == 0) {
                    consumer.took(chunk, Long.MAX_VALUE);
                }
                consumer.delivered(1, 10);
                try (Trace trace = traces.begin(1, 10)) {
                    trace.enter(profiler.stage("forward", Segment.COMPUTE));
                    boolean recorded = i < TracePace.BURST || i == TracePace.BURST + more;
                    assertEquals(recorded, trace.serial() != 0, "batch " + i);
                }
            }
            assertEquals(0, profiler.stats().misuses());
        }
        assertEquals(TracePace.BURST + 1, told.size());
        assertEquals((long) more, told.get(TracePace.BURST));
        assertEquals(
                0,
                told.stream().limit(TracePace.BURST).mapToLong(Long::longValue).sum());
        assertEquals(
                TracePace.BURST + more + 1,
                meters.figures().counts().consumer().batches(),
                "the figures have all batches");
    }

    private static long valueOf(String attribute, TraceDocument trace, StageTable names) {
        return trace.attributes().stream()
                .filter(value ->
                        names.attributes().get(value.attribute()).name().equals(attribute))
                .mapToLong(TraceDocument.AttributeValue::value)
                .sum();
    }

    @Test
    void whatWasReadAheadIsWhereTheTraceBegins(@TempDir Path directory) {
        ProfilerConfig config = ProfilerConfig.builder(directory.resolve("run"))
                .clock(clock)
                .breakdowns(true)
                .lanes(false)
                .build();
        try (Profiler profiler = Profiler.open(config)) {
            BatchTraces traces = new BatchTraces(profiler, meters);
            ConsumerMeter consumer = meters.consumer();
            WorkerClock worker = meters.worker(0);
            ChunkTimes ahead = new ChunkTimes();
            worker.beginAhead(ahead, LoaderStages.OPEN);
            clock.ns(200);
            worker.service(LoaderStages.DECODE);
            clock.ns(50);
            worker.split(30, 15);
            worker.end(0, 0);
            clock.ns(7);
            ChunkTimes chunk = new ChunkTimes();
            chunk.follows(ahead);
            worker.begin(chunk, LoaderStages.DECODE);
            clock.ns(20);
            ChunkTimes taken = chunk.copy();
            consumer.asked();
            consumer.took(taken, Long.MAX_VALUE);
            consumer.delivered(4, 40);
            Trace trace = traces.begin(4, 40);
            trace.end();
            assertEquals(
                    Map.of("shard.open", 200L, "read", 30L, "decompress", 15L, "decode", 25L, "wait.in", 7L),
                    times(trace));
            assertEquals(277, trace.breakdown().totalNs());
            assertEquals(0, trace.breakdown().unaccountedNs());
        }
    }

    @Test
    void withoutRecordingItIsATraceThatTakesEverything() {
        BatchTraces traces = new BatchTraces(Profiler.disabled(), meters);
        Trace trace = traces.begin(1, 1);
        trace.end();
        assertTrue(trace.serial() == 0);
    }
}
