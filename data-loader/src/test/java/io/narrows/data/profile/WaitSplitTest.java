package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each cause has a wait that it alone explains; all of them together are always the wait. */
class WaitSplitTest {
    private static final LoaderStages STAGES = LoaderStages.of(List.of(List.of(), List.of("resize")));
    private static final long NO_OTHER = Long.MAX_VALUE;

    private final ManualClock clock = new ManualClock();
    private final WaitSplit split = new WaitSplit(STAGES);
    private WorkerClock worker = warm(0);

    private WorkerClock warm(int group) {
        WorkerClock made = new WorkerClock(clock, group, STAGES.count(), RunDelay.of("/nowhere"));
        made.begin(new ChunkTimes(), group == 0 ? LoaderStages.DECODE : LoaderStages.FIRST_TRANSFORM);
        made.end(1, 1);
        return made;
    }

    @BeforeEach
    void start() {
        worker = warm(0);
    }

    private Map<WaitCause, Long> causes(ChunkTimes chunk, long fromNs, long otherReadyNs, long gcNs) {
        split.of(chunk, fromNs, clock.nowNs(), otherReadyNs, gcNs);
        Map<WaitCause, Long> causes = new EnumMap<>(WaitCause.class);
        long sum = 0;
        for (WaitCause cause : WaitCause.values()) {
            sum += split.causeNs(cause);
            if (split.causeNs(cause) != 0) {
                causes.put(cause, split.causeNs(cause));
            }
        }
        assertEquals(clock.nowNs() - fromNs, sum, "the causes are the wait");
        return causes;
    }

    /** A chunk that is read for 30 ns, decompressed for 20 and decoded for 50, from now on. */
    private ChunkTimes decoded() {
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.DECODE);
        clock.ns(100);
        worker.split(30, 20);
        worker.end(1, 1);
        return chunk;
    }

    @Test
    void readingIsIoAndTheRestIsProcessor() {
        long asked = clock.nowNs();
        assertEquals(Map.of(WaitCause.IO, 30L, WaitCause.CPU, 70L), causes(decoded(), asked, NO_OTHER, 0));
        assertEquals(30, split.stageNs(LoaderStages.READ));
        assertEquals(20, split.stageNs(LoaderStages.DECOMPRESS));
        assertEquals(50, split.stageNs(LoaderStages.DECODE));
    }

    @Test
    void onlyWhatIsInsideTheWaitCounts() {
        long began = clock.nowNs();
        ChunkTimes chunk = decoded();
        assertEquals(
                Map.of(WaitCause.IO, 15L, WaitCause.CPU, 35L),
                causes(chunk, began + 50, NO_OTHER, 0),
                "reading and decoding take turns sample by sample, so half of each is inside");
    }

    @Test
    void openingIsIo() {
        long asked = clock.nowNs();
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.OPEN);
        clock.ns(40);
        worker.end(1, 1);
        assertEquals(Map.of(WaitCause.IO, 40L), causes(chunk, asked, NO_OTHER, 0));
    }

    @Test
    void otherDataThatIsReadyMakesItTheOrdersFault() {
        long asked = clock.nowNs();
        ChunkTimes chunk = decoded();
        clock.ns(6);
        assertEquals(Map.of(WaitCause.HEAD_OF_LINE, 100L, WaitCause.HAND_OVER, 6L), causes(chunk, asked, asked - 5, 0));
        assertEquals(
                Map.of(WaitCause.IO, 12L, WaitCause.CPU, 28L, WaitCause.HEAD_OF_LINE, 60L, WaitCause.HAND_OVER, 6L),
                causes(chunk, asked, asked + 40, 0));
        assertEquals(50, split.stageNs(LoaderStages.DECODE), "the stage that it waited for is still this");
    }

    @Test
    void theFirstChunkOfAWorkerIsAColdStart() {
        WorkerClock fresh = new WorkerClock(clock, 0, STAGES.count(), RunDelay.of("/nowhere"));
        long asked = clock.nowNs();
        ChunkTimes chunk = new ChunkTimes();
        clock.ns(10);
        fresh.begin(chunk, LoaderStages.DECODE);
        clock.ns(90);
        fresh.end(1, 1);
        assertEquals(Map.of(WaitCause.COLD_START, 100L), causes(chunk, asked, asked, 0));
    }

    @Test
    void aWorkerThatWasHeldBackIsBackPressure() {
        long asked = clock.nowNs();
        worker.blockedMemory();
        clock.ns(300);
        worker.waitIn();
        clock.ns(10);
        ChunkTimes chunk = decoded();
        assertEquals(
                Map.of(WaitCause.BACK_PRESSURE, 300L, WaitCause.HAND_OVER, 10L, WaitCause.IO, 30L, WaitCause.CPU, 70L),
                causes(chunk, asked, NO_OTHER, 0));
    }

    @Test
    void aWorkerThatWaitedForWhatAnotherReadIsIo() {
        long asked = clock.nowNs();
        worker.waitIo();
        clock.ns(200);
        worker.waitIn();
        clock.ns(10);
        assertEquals(
                Map.of(WaitCause.IO, 200L + 30, WaitCause.HAND_OVER, 10L, WaitCause.CPU, 70L),
                causes(decoded(), asked, NO_OTHER, 0));
    }

    @Test
    void aShardThatAnotherWorkerOpenedForItIsIo() {
        WorkerClock opener = warm(0);
        long asked = clock.nowNs();
        ChunkTimes ahead = new ChunkTimes();
        worker.waitIn();
        clock.ns(3);
        opener.beginAhead(ahead, LoaderStages.OPEN);
        clock.ns(200);
        opener.end(0, 0);
        clock.ns(10);
        ChunkTimes chunk = new ChunkTimes();
        chunk.follows(ahead);
        worker.begin(chunk, LoaderStages.DECODE);
        clock.ns(50);
        worker.end(1, 1);
        assertEquals(
                Map.of(WaitCause.IO, 200L, WaitCause.HAND_OVER, 13L, WaitCause.CPU, 50L),
                causes(chunk, asked, NO_OTHER, 0));
        assertEquals(200, split.stageNs(LoaderStages.OPEN));
    }

    @Test
    void betweenReadingAheadAndTakingUpItIsWhatItsWorkerDid() {
        ChunkTimes ahead = new ChunkTimes();
        worker.beginAhead(ahead, LoaderStages.DECODE);
        clock.ns(100);
        worker.split(100, 0);
        worker.end(0, 0);
        long asked = clock.nowNs();
        worker.blockedMemory();
        clock.ns(40);
        ChunkTimes chunk = new ChunkTimes();
        chunk.follows(ahead);
        worker.begin(chunk, LoaderStages.DECODE);
        clock.ns(60);
        worker.end(1, 1);
        assertEquals(Map.of(WaitCause.BACK_PRESSURE, 40L, WaitCause.CPU, 60L), causes(chunk, asked, NO_OTHER, 0));
    }

    @Test
    void aWorkerThatHadAnotherChunkMeanwhileIsWhatThatChunkWas() {
        long asked = clock.nowNs();
        decoded();
        ChunkTimes chunk = decoded();
        assertEquals(Map.of(WaitCause.IO, 60L, WaitCause.CPU, 140L), causes(chunk, asked, NO_OTHER, 0));
    }

    @Test
    void aQueueForTheNextGroupIsProcessor() {
        WorkerClock second = warm(1);
        long asked = clock.nowNs();
        ChunkTimes chunk = decoded();
        clock.ns(33);
        second.begin(chunk, LoaderStages.FIRST_TRANSFORM);
        clock.ns(20);
        second.end(1, 1);
        assertEquals(Map.of(WaitCause.IO, 30L, WaitCause.CPU, 70L + 33 + 20), causes(chunk, asked, NO_OTHER, 0));
        assertEquals(53, split.stageNs(LoaderStages.FIRST_TRANSFORM));
    }

    @Test
    void theCollectorTakesItsPartOfAllOthers() {
        long asked = clock.nowNs();
        assertEquals(
                Map.of(WaitCause.IO, 15L, WaitCause.CPU, 35L, WaitCause.GC, 50L),
                causes(decoded(), asked, NO_OTHER, 50));
    }

    @Test
    void aCollectionLongerThanTheWaitIsAllOfIt() {
        long asked = clock.nowNs();
        assertEquals(Map.of(WaitCause.GC, 100L), causes(decoded(), asked, NO_OTHER, 1_000));
    }

    @Test
    void timeWithoutACoreIsTakenFromTheStage(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("schedstat");
        Files.writeString(file, "0 0 1\n");
        worker = new WorkerClock(clock, 0, STAGES.count(), RunDelay.of(file.toString()));
        decoded();
        long asked = clock.nowNs();
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.FIRST_TRANSFORM);
        clock.ms(20);
        Files.writeString(file, "9000000 10000050 9\n");
        worker.end(1, 1);
        Map<WaitCause, Long> causes = causes(chunk, asked, NO_OTHER, 0);
        assertEquals(10e6, causes.getOrDefault(WaitCause.NO_FREE_CORE, 0L), 100);
        worker.close();
    }

    @Test
    void nothingKnownIsUnexplained() {
        long asked = clock.nowNs();
        clock.ns(70);
        assertEquals(Map.of(WaitCause.UNEXPLAINED, 70L), causes(new ChunkTimes(), asked, NO_OTHER, 0));
    }

    @Property(tries = 500)
    void theCausesAreTheWaitWhateverHappened(
            @ForAll @Size(max = 12) List<@IntRange(max = 6) Integer> steps,
            @ForAll @Size(min = 12, max = 12) List<@LongRange(max = 1_000_000_000_000L) Long> lasting,
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long askedAfter,
            @ForAll @LongRange(min = -1_000, max = 3_000_000_000_000L) long otherAfter,
            @ForAll @LongRange(max = 2_000_000_000_000L) long gcNs) {
        start();
        long began = clock.nowNs();
        ChunkTimes chunk = new ChunkTimes();
        for (int i = 0; i < steps.size(); i++) {
            step(chunk, steps.get(i), i == 0, lasting.get(i));
        }
        worker.end(1, 1);
        clock.ns(lasting.get(0) % 1_000);
        long asked = Math.min(clock.nowNs(), Math.max(0, began + askedAfter));
        causes(chunk, asked, began + otherAfter, gcNs);
    }

    private void step(ChunkTimes chunk, int what, boolean first, long lastingNs) {
        switch (what) {
            case 0 -> worker.blockedMemory();
            case 1 -> worker.blockedOut();
            default -> {
                if (first || chunk.rows() == 0) {
                    worker.begin(chunk, what - 2);
                } else {
                    worker.service(what - 2);
                }
            }
        }
        clock.ns(lastingNs);
        if (what == 5) {
            worker.split(lastingNs / 3, lastingNs / 5);
        }
    }
}
