package io.narrows.analysis.accounting;

import static io.narrows.analysis.accounting.Logs.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadSample;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Planted causes are told with about their size, and those that are not there are not told. */
class CausesTest {

    private static final long MS = 1_000_000;
    private static final int REQUESTS = 6_000;

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void pausesAreToldAndWhatRunsBesideIsNot() {
        List<LogDocument> documents = new ArrayList<>(table());
        List<Pause> stops = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long start = 1_000 * MS + i * 1_000 * MS + random.nextLong(900 * MS);
            stops.add(new Pause(Pause.Type.GC, start, start + 40 * MS, "G1 Evacuation Pause", 0));
            long beside = 1_000 * MS + i * 1_000 * MS;
            documents.add(new Pause(Pause.Type.JIT, beside, beside + 700 * MS, "C2 x", 300 * MS));
            documents.add(new Pause(Pause.Type.CLASS_LOADING, beside, beside + 400 * MS, "y", 30));
        }
        documents.addAll(requests((start, ns) -> {
            long end = start + ns;
            for (Pause stop : stops) {
                end += stop.startNs() >= start && stop.startNs() < end ? 40 * MS : 0;
                end += stop.startNs() < start && stop.endNs() > start ? stop.endNs() - start : 0;
            }
            return end - start;
        }));
        documents.addAll(stops);
        Attribution attribution = attribute(documents);

        assertEquals(Set.of(CauseType.GC), types(attribution));
        Cause gc = attribution.causes().get(0);
        assertEquals(attribution.contrast().differenceMs().value(), gc.tailMs().value(), 8);
        assertNotNull(gc.tailMs().lo());
        assertTrue(gc.tailMs().lo() > 5);
        SlowRequest.PauseOver over = attribution.slowest().get(0).pauses().stream()
                .filter(pause -> pause.type() == CauseType.GC)
                .findFirst()
                .orElseThrow();
        assertEquals("G1 Evacuation Pause", over.why());
    }

    @Test
    void compilingThatSlowsDownWhatRunsBesideIsTold() {
        List<LogDocument> documents = new ArrayList<>(table());
        List<Pause> bursts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long start = 1_000 * MS + i * 1_000 * MS + random.nextLong(800 * MS);
            bursts.add(new Pause(Pause.Type.JIT, start, start + 100 * MS, "C2 x", 90 * MS));
        }
        documents.addAll(requests((start, ns) ->
                bursts.stream().anyMatch(burst -> burst.startNs() <= start && burst.endNs() > start) ? 3 * ns : ns));
        documents.addAll(bursts);

        assertEquals(Set.of(CauseType.JIT), types(attribute(documents)));
    }

    @Test
    void whatTheMachineWithholdsIsTold() {
        List<LogDocument> documents = new ArrayList<>(table());
        documents.add(new LaneTable(List.of(
                lane("threads.rundelay"), lane("process.cpu"), lane("cgroup.throttled"), lane("system.cpu.steal"))));
        for (int i = 0; i < 620; i++) {
            boolean crowded = i % 10 == 0;
            documents.add(new ResourceSample(
                    1_000 * MS + (i + 1) * 100 * MS,
                    100 * MS,
                    List.of(
                            new ResourceSample.LaneValue(0, crowded ? 180 * MS : 1_000),
                            new ResourceSample.LaneValue(1, 60 * MS))));
            if (crowded) {
                documents.add(waited(1_000 * MS + (i + 1) * 100 * MS, 180 * MS));
            }
        }
        documents.addAll(requests((start, ns) -> (start - 1_000 * MS) / (100 * MS) % 10 == 0 ? 4 * ns : ns));
        Attribution attribution = attribute(documents);

        assertEquals(Set.of(CauseType.NO_FREE_CORE), types(attribution));
        Cause crowded = attribution.causes().get(0);
        assertTrue(
                crowded.tailMs().value()
                        > 0.5 * attribution.contrast().differenceMs().value(),
                crowded::toString);
    }

    private static ThreadSample waited(long atNs, long ns) {
        return new ThreadSample(
                atNs,
                100 * MS,
                List.of(
                        new ThreadSample.ThreadUse("worker-1", MS, ns),
                        new ThreadSample.ThreadUse("C2 CompilerThre", MS, 900 * MS)));
    }

    @Test
    void requestsThatSleepLackNoMoreOfACoreThanTheirThreadsWaitedForOne() {
        List<LogDocument> silent = new ArrayList<>(table());
        silent.add(new LaneTable(List.of(lane("threads.rundelay"), lane("process.cpu"))));
        List<LogDocument> told = new ArrayList<>(silent);
        double waitedMs = 0;
        for (int i = 0; i < 620; i++) {
            long at = 1_000 * MS + (i + 1) * 100 * MS;
            ResourceSample sample = new ResourceSample(
                    at,
                    100 * MS,
                    List.of(new ResourceSample.LaneValue(0, 9 * MS), new ResourceSample.LaneValue(1, MS)));
            silent.add(sample);
            told.add(sample);
            told.add(waited(at, 9 * MS));
            waitedMs += 9;
        }
        List<TraceDocument> requests = requests((start, ns) -> ns);
        silent.addAll(requests);
        told.addAll(requests);

        assertEquals(Set.of(), types(attribute(silent)));
        Cause cause = attribute(told).causes().get(0);
        assertEquals(CauseType.NO_FREE_CORE, cause.type());
        assertTrue(cause.meanMs() * REQUESTS <= waitedMs * 1.000001, cause::toString);
        assertTrue(cause.meanMs() * REQUESTS > 0.9 * waitedMs, cause::toString);
    }

    @Test
    void throttlingIsTold() {
        List<LogDocument> documents = new ArrayList<>(table());
        documents.add(new LaneTable(List.of(lane("cgroup.throttled"), lane("process.cpu"))));
        for (int i = 0; i < 620; i++) {
            documents.add(new ResourceSample(
                    1_000 * MS + (i + 1) * 100 * MS,
                    100 * MS,
                    i % 10 == 0
                            ? List.of(new ResourceSample.LaneValue(0, 70 * MS))
                            : List.of(new ResourceSample.LaneValue(1, 60 * MS))));
        }
        documents.addAll(requests((start, ns) -> (start - 1_000 * MS) / (100 * MS) % 10 == 0 ? 4 * ns : ns));

        assertEquals(Set.of(CauseType.THROTTLED), types(attribute(documents)));
    }

    @Test
    void firstsOfAShapeAreTold() {
        Set<Long> known = new HashSet<>();
        List<LogDocument> documents = new ArrayList<>(table());
        List<TraceDocument> traces = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            long shape = random.nextLong(Math.min(40, i / 20 + 2));
            long start = 1_000 * MS + i * 10 * MS;
            long end = start + (known.add(shape) ? 90 * MS : 1 * MS + random.nextLong(MS));
            traces.add(Logs.trace(
                    i, 0, start, end, 1, List.of(new Span(1, start, end, 0)), List.of(new AttributeValue(2, shape))));
        }
        traces.sort(Comparator.comparingLong(TraceDocument::endNs));
        documents.addAll(traces);
        Cause cold = attribute(documents).causes().get(0);

        assertEquals(CauseType.COLD_SHAPE, cold.type());
        assertEquals(known.size() * 88.5 / 2_000, cold.meanMs(), 0.3);
        assertTrue(cold.evidence().contains("shape of a request"), cold::evidence);
    }

    @Test
    void covariatesThatGoWithTheTailAreToldAndOthersAreNot() {
        Attribution quiet = attribute(new Queueing(1).utilisation(0.2).documents(REQUESTS));
        Attribution tokens = attribute(new Queueing(2)
                .utilisation(0.02)
                .extraMs(like -> like[0] / 10.0)
                .documents(REQUESTS));
        Attribution shard = attribute(new Queueing(3)
                .utilisation(0.2)
                .extraMs(like -> like[1] == 3 ? 4 : 0)
                .documents(REQUESTS));
        Attribution misses = attribute(new Queueing(4)
                .utilisation(0.2)
                .extraMs(like -> like[3] == 0 ? 6 : 0)
                .documents(REQUESTS));

        assertEquals(Set.of(), names(quiet));
        assertEquals(Set.of("tokens"), names(tokens));
        assertEquals(0.1, tokens.covariates().get(0).msPerUnit(), 0.02);
        assertEquals(Set.of("shard 3"), names(shard));
        assertEquals(4, shard.covariates().get(0).msPerUnit(), 1.5);
        assertEquals(Set.of("cache miss"), names(misses));
        assertEquals(0.2, misses.covariates().get(0).typical(), 0.21);
    }

    @Test
    void aVariantIsACaseOfItsOwnAndNoQuantity() {
        List<LogDocument> documents = new ArrayList<>(new Queueing(3)
                .utilisation(0.2)
                .extraMs(like -> like[1] == 3 ? 4 : 0)
                .documents(REQUESTS));
        documents.replaceAll(document -> document instanceof StageTable table
                ? new StageTable(
                        table.stages(),
                        table.attributes().stream()
                                .map(entry -> entry.name().equals("shard")
                                        ? new StageTable.AttributeEntry("variant", "")
                                        : entry)
                                .toList(),
                        table.kinds())
                : document);
        Attribution variant = attribute(documents);
        assertEquals(Set.of("variant 3"), names(variant));
    }

    /** How long a request takes that would take so long. */
    private interface Slowed {
        long ns(long startNs, long undisturbedNs);
    }

    private List<TraceDocument> requests(Slowed slowed) {
        List<TraceDocument> traces = new ArrayList<>();
        long at = 1_000 * MS;
        for (int i = 1; i <= REQUESTS; i++) {
            at += random.nextLong(20 * MS);
            long ns = slowed.ns(at, 3 * MS + random.nextLong(4 * MS));
            traces.add(Logs.trace(i, 0, at, at + ns, 1, List.of(new Span(1, at, at + ns, 0)), List.of()));
        }
        traces.sort(Comparator.comparingLong(TraceDocument::endNs));
        return traces;
    }

    private static List<LogDocument> table() {
        return List.of(Logs.table("read", "work"));
    }

    private static LaneTable.LaneEntry lane(String name) {
        return new LaneTable.LaneEntry(name, "ns", LaneTable.Mode.DELTA, "");
    }

    private static Set<CauseType> types(Attribution attribution) {
        return attribution.causes().stream().map(Cause::type).collect(Collectors.toSet());
    }

    private static Set<String> names(Attribution attribution) {
        return attribution.covariates().stream().map(Covariate::name).collect(Collectors.toSet());
    }
}
