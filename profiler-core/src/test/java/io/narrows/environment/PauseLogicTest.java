package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.Pause;
import io.narrows.log.Pause.Type;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the events of the JVM, without a JVM that makes them. */
class PauseLogicTest {
    private static final long MS = 1_000_000;

    private final List<Pause> pauses = new ArrayList<>();
    private final GcPauses gc = new GcPauses(pauses::add);
    private final Safepoints safepoints = new Safepoints(pauses::add);
    private final Bursts bursts = new Bursts(
            20 * MS,
            1000 * MS,
            5 * MS,
            (start, end, longest, events, work) -> pauses.add(new Pause(Type.JIT, start, end, longest, work)));

    @Test
    void aPauseOfTheCollectorGetsTheCauseOfItsCollection() {
        gc.pause(3, 10 * MS, 12 * MS, "GC Pause");
        assertTrue(pauses.isEmpty());
        gc.collection(3, "G1New", "G1 Evacuation Pause");
        assertEquals(List.of(new Pause(Type.GC, 10 * MS, 12 * MS, "G1New: G1 Evacuation Pause", 3)), pauses);
    }

    @Test
    void pausesOfAConcurrentCollectionWaitForItsEnd() {
        gc.pause(3, 10 * MS, 12 * MS, "Pause Remark");
        gc.pause(4, 15 * MS, 16 * MS, "GC Pause");
        gc.collection(4, "G1New", "G1 Evacuation Pause");
        gc.pause(3, 20 * MS, 21 * MS, "Pause Cleanup");
        gc.collection(3, "G1Old", "Metadata GC Threshold");
        assertEquals(
                List.of(
                        "G1New: G1 Evacuation Pause",
                        "G1Old: Metadata GC Threshold, Pause Remark",
                        "G1Old: Metadata GC Threshold, Pause Cleanup"),
                pauses.stream().map(Pause::cause).toList());
    }

    @Test
    void aPauseDoesNotWaitForEver() {
        gc.pause(3, 10 * MS, 12 * MS, "Pause Remark");
        gc.upTo(5_000 * MS);
        assertTrue(pauses.isEmpty());
        gc.upTo(6_000 * MS);
        gc.pause(4, 10 * MS, 12 * MS, "GC Pause");
        gc.tellAll();
        assertEquals(
                List.of("Pause Remark", "GC Pause"),
                pauses.stream().map(Pause::cause).toList());
    }

    @Test
    void aSafepointIsPutTogether() {
        safepoints.begun(7, 10 * MS, 13 * MS);
        safepoints.operation(7, "ThreadDump");
        safepoints.ended(7, 15 * MS);
        assertEquals(List.of(new Pause(Type.SAFEPOINT, 10 * MS, 15 * MS, "ThreadDump", 3 * MS)), pauses);
    }

    @Test
    void noTimeOfAGarbageCollectionIsToldTwice() {
        safepoints.begun(7, 10 * MS, 13 * MS);
        safepoints.gcPause(13 * MS, 20 * MS);
        safepoints.operation(7, "G1CollectFull");
        safepoints.ended(7, 21 * MS);
        assertEquals(
                List.of(
                        new Pause(Type.SAFEPOINT, 10 * MS, 13 * MS, "G1CollectFull, stopping the threads", 3 * MS),
                        new Pause(Type.SAFEPOINT, 20 * MS, 21 * MS, "G1CollectFull, letting the threads go", 3 * MS)),
                pauses);
    }

    @Test
    void shortStopsAndHalfSeenOnesAreLeftOut() {
        safepoints.ended(6, 5 * MS);
        safepoints.begun(7, 10 * MS, 10 * MS + 1);
        safepoints.operation(6, "Other");
        safepoints.ended(7, 10 * MS + Safepoints.LEAST_NS - 1);
        assertTrue(pauses.isEmpty());
        safepoints.begun(8, 20 * MS, 20 * MS + 1);
        safepoints.ended(7, 30 * MS);
        safepoints.ended(8, 20 * MS + Safepoints.LEAST_NS);
        assertEquals(List.of(new Pause(Type.SAFEPOINT, 20 * MS, 20 * MS + Safepoints.LEAST_NS, "", 1)), pauses);
    }

    @Test
    void eventsCloseToEachOtherAreOneBurst() {
        bursts.event(10 * MS, 13 * MS, () -> "a");
        bursts.event(9 * MS, 14 * MS, () -> "b"); // another compiler thread began earlier and ended later
        bursts.event(34 * MS, 35 * MS, () -> "c");
        assertTrue(pauses.isEmpty());
        bursts.event(56 * MS, 60 * MS, () -> "d"); // too late for that burst
        assertEquals(List.of(new Pause(Type.JIT, 9 * MS, 35 * MS, "b", 9 * MS)), pauses);
        bursts.upTo(80 * MS);
        assertEquals(1, pauses.size());
        bursts.upTo(81 * MS); // too little work to be told
        assertEquals(1, pauses.size());
    }

    @Test
    void aBurstWithoutAnEndIsToldWhileItGoesOn() {
        for (int i = 0; i < 300; i++) {
            bursts.event(i * 10 * MS, (i + 1) * 10 * MS, () -> "x");
        }
        bursts.tell();
        assertEquals(3, pauses.size());
        assertEquals(3000 * MS, pauses.stream().mapToLong(Pause::detail).sum());
    }

    @Test
    void timesFollowTheNearestMark() {
        ClockMap map = new ClockMap();
        assertFalse(map.known());
        map.mark(1000, 0);
        assertEquals(500, map.clockNs(1500));
        map.mark(2000, 1010); // the clocks drifted
        assertEquals(490, map.clockNs(1490));
        assertEquals(520, map.clockNs(1510));
        for (int i = 3; i < 100; i++) {
            map.mark(i * 1000, i * 1000 - 900);
        }
        assertEquals(99_600, map.clockNs(100_500));
    }
}
