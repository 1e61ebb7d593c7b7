package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkerClockTest {
    private static final LoaderStages STAGES = LoaderStages.of(List.of(List.of("clean"), List.of("resize")));
    private static final int CLEAN = LoaderStages.FIRST_TRANSFORM;

    private final ManualClock clock = new ManualClock();

    private WorkerClock worker() {
        return new WorkerClock(clock, 0, STAGES.count(), RunDelay.of("/nowhere/schedstat"));
    }

    private WorkerTimes now(WorkerClock worker) {
        return worker.times(clock.nowNs());
    }

    private static long sum(WorkerTimes times) {
        long sum = times.waitInNs() + times.blockedMemoryNs() + times.blockedOutNs() + times.noStateNs();
        for (long ns : times.stageNs()) {
            sum += ns;
        }
        return sum;
    }

    @Test
    void everyNanosecondIsInOneState() {
        WorkerClock worker = worker();
        clock.ns(7);
        worker.blockedMemory();
        clock.ns(11);
        worker.waitIn();
        clock.ns(13);
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.OPEN);
        clock.ns(17);
        worker.service(LoaderStages.DECODE);
        clock.ns(100);
        worker.split(30, 20);
        worker.service(CLEAN);
        clock.ns(19);
        worker.end(32, 4_000);
        clock.ns(23);
        worker.blockedOut();
        clock.ns(29);
        worker.waitIn();
        clock.ns(31);

        WorkerTimes times = now(worker);
        assertEquals(7 + 23, times.noStateNs(), "it looks for a chunk, or hands one on");
        assertEquals(13 + 31, times.waitInNs(), "it sleeps");
        assertEquals(11, times.blockedMemoryNs());
        assertEquals(29, times.blockedOutNs());
        assertEquals(17, times.stageNs()[LoaderStages.OPEN]);
        assertEquals(30, times.stageNs()[LoaderStages.READ]);
        assertEquals(20, times.stageNs()[LoaderStages.DECOMPRESS]);
        assertEquals(50, times.stageNs()[LoaderStages.DECODE]);
        assertEquals(19, times.stageNs()[CLEAN]);
        assertEquals(times.wallNs(), sum(times));
        assertEquals(1, times.chunks());
        assertEquals(32, times.samples());
        assertEquals(4_000, times.bytes());
        assertEquals(RunDelay.UNKNOWN, times.cpuNs(), "there is no such file here");
    }

    @Test
    void whatIsGoingOnCountsUpToNow() {
        WorkerClock worker = worker();
        clock.ns(5);
        worker.begin(new ChunkTimes(), LoaderStages.READ);
        clock.ns(40);
        assertEquals(40, now(worker).stageNs()[LoaderStages.READ]);
        assertEquals(LoaderStages.READ, now(worker).state());
        assertEquals(45, now(worker).wallNs());
        assertEquals(45, sum(now(worker)));
    }

    @Test
    void aCursorThatTellsMoreThanTheStageTookMovesNoMoreThanThat() {
        WorkerClock worker = worker();
        worker.begin(new ChunkTimes(), LoaderStages.DECODE);
        clock.ns(10);
        worker.split(8, 8);
        worker.end(1, 1);
        WorkerTimes times = now(worker);
        assertEquals(8, times.stageNs()[LoaderStages.READ]);
        assertEquals(2, times.stageNs()[LoaderStages.DECOMPRESS]);
        assertEquals(0, times.stageNs()[LoaderStages.DECODE]);
        assertEquals(times.wallNs(), sum(times));
    }

    @Test
    void whatIsDoneAheadCountsAsTimeAndNotAsAChunk() {
        WorkerClock worker = worker();
        ChunkTimes ahead = new ChunkTimes();
        worker.beginAhead(ahead, LoaderStages.OPEN);
        clock.ns(9);
        worker.end(0, 0);
        assertEquals(9, now(worker).stageNs()[LoaderStages.OPEN]);
        assertEquals(0, now(worker).chunks());
        assertEquals(2, ahead.rows());

        WorkerClock other = worker();
        clock.ns(100);
        ChunkTimes chunk = new ChunkTimes();
        chunk.follows(ahead);
        other.begin(chunk, LoaderStages.DECODE);
        clock.ns(30);
        other.end(1, 1);
        assertEquals(4, chunk.rows());
        assertEquals(LoaderStages.OPEN, chunk.state(0));
        assertEquals(9, chunk.untilNs(0) - chunk.fromNs(0));
        assertEquals(ChunkTimes.QUEUED, chunk.state(1));
        assertEquals(100, chunk.untilNs(1) - chunk.fromNs(1));
        assertEquals(LoaderStages.DECODE, chunk.state(2));
        assertEquals(ahead.startedNs(), chunk.startedNs());
        assertEquals(clock.nowNs(), chunk.readyNs());
        assertEquals(0, ahead.before().ioPart());
        assertEquals(1, now(other).chunks());
    }

    @Test
    void sleepingAgainForTheSameCostsNoReading() {
        WorkerClock worker = worker();
        int before = clock.readings();
        worker.waitIn();
        worker.waitIn();
        worker.waitIo();
        worker.waitIo();
        worker.blockedMemory();
        worker.blockedMemory();
        assertEquals(3, clock.readings() - before);
    }

    @Test
    @Timeout(60)
    void nobodyHasToWaitWhileTheKernelIsAsked() throws Exception {
        AtomicReference<WorkerClock> asks = new AtomicReference<>();
        AtomicInteger seen = new AtomicInteger();
        RunDelay slow = new RunDelay(null) {
            @Override
            void read() {
                WorkerClock worker = asks.get();
                if (worker == null) {
                    return;
                }
                Thread reader = new Thread(() -> seen.addAndGet(worker.times(0).state() == -99 ? 0 : 1));
                reader.start();
                try {
                    reader.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        WorkerClock worker = new WorkerClock(clock, 0, STAGES.count(), slow);
        asks.set(worker);
        worker.begin(new ChunkTimes(), LoaderStages.DECODE);
        clock.ms(40);
        worker.end(1, 1);
        worker.close();
        assertEquals(2, seen.get(), "once behind the chunk, once at the end");
    }

    @Test
    void timeStandsStillBehindTheEnd() {
        WorkerClock worker = worker();
        clock.ns(3);
        worker.close();
        clock.ns(100);
        worker.close();
        assertEquals(3, now(worker).wallNs());
        assertEquals(WorkerTimes.ENDED, now(worker).state());
    }

    @Test
    void aChunkOfOneStageCostsTwoReadings() {
        WorkerClock worker = worker();
        int before = clock.readings();
        worker.begin(new ChunkTimes(), LoaderStages.DECODE);
        worker.split(1, 1);
        worker.end(1, 1);
        assertEquals(2, clock.readings() - before);
    }

    @Test
    void theJournalTellsTheWayOfTheChunkThroughTwoGroups() {
        WorkerClock first = worker();
        WorkerClock second = new WorkerClock(clock, 1, STAGES.count(), RunDelay.of("/nowhere"));
        ChunkTimes chunk = new ChunkTimes();
        long start = clock.nowNs();
        first.begin(chunk, LoaderStages.DECODE);
        clock.ns(10);
        first.split(3, 2);
        first.end(1, 1);
        clock.ns(5);
        second.begin(chunk, CLEAN + 1);
        clock.ns(20);
        second.end(1, 1);

        assertEquals(4, chunk.rows());
        assertEquals(LoaderStages.DECODE, chunk.state(0));
        assertEquals(3, chunk.readNs(0));
        assertEquals(2, chunk.decompressNs(0));
        assertEquals(ChunkTimes.QUEUED, chunk.state(1));
        assertEquals(start + 10, chunk.fromNs(1));
        assertEquals(CLEAN + 1, chunk.state(2));
        assertEquals(start, chunk.startedNs());
        assertEquals(start + 35, chunk.readyNs());
        assertTrue(chunk.isCold(), "the first of both workers");
    }

    @Test
    void theKernelTellsWhatWasWithoutACore(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("schedstat");
        Files.writeString(file, "1000 500 3\n");
        WorkerClock worker = new WorkerClock(clock, 0, STAGES.count(), RunDelay.of(file.toString()));
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.DECODE);
        clock.ms(40);
        Files.writeString(file, "30001000 10000500 9\n");
        worker.end(1, 1);
        assertEquals(30_000_000, now(worker).cpuNs());
        assertEquals(10_000_000, now(worker).noCoreNs());
        assertEquals(0.25, chunk.noCorePart(0), 1e-9);
        worker.close();
    }
}
