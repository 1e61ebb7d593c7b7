package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoaderMetersTest {
    private static final LoaderStages STAGES = LoaderStages.of(List.of(List.of("clean"), List.of("resize")));

    private final ManualClock clock = new ManualClock();

    private LoaderMeters meters() {
        return new LoaderMeters(STAGES, 3, shard -> "s" + shard, clock, () -> 0, () -> -1);
    }

    private void batch(LoaderMeters meters, WorkerClock worker, double decodeMs, double ownMs) {
        meters.consumer().asked();
        meters.consumer().waits();
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.DECODE);
        clock.ms(decodeMs);
        worker.end(8, 80);
        meters.consumer().took(chunk, Long.MAX_VALUE);
        meters.consumer().delivered(8, 80);
        clock.ms(ownMs);
    }

    @Test
    void workersThatEndedStayInTheSum() {
        LoaderMeters meters = meters();
        for (int i = 0; i < 5; i++) {
            try (WorkerClock worker = meters.worker(1)) {
                worker.waitIn();
                clock.ms(2);
                worker.beginAhead(new ChunkTimes(), LoaderStages.FIRST_TRANSFORM + 1);
                clock.ms(3);
            }
        }
        WorkerClock last = meters.worker(1);
        last.waitIn();
        clock.ms(1);
        GroupFigures group = meters.counts().groups().get(1);
        assertEquals("resize", group.name());
        assertEquals(1, group.workers());
        assertEquals(26_000_000, group.wallNs());
        assertEquals(15_000_000, group.serviceNs());
        assertEquals(11_000_000, group.waitInNs());
        assertEquals(0, group.remainderNs());
        assertEquals(1, group.now().get("wait.in"));
        last.close();
        assertEquals(0, meters.counts().groups().get(1).workers());
    }

    @Test
    void ofALongRunFewerCountsAreKept() {
        LoaderMeters meters = meters();
        WorkerClock worker = meters.worker(0);
        for (int i = 0; i < 1_000; i++) {
            batch(meters, worker, 200, 60);
        }
        List<LoaderCounts> history = meters.figures().history();
        assertTrue(
                history.size() >= LoaderMeters.MOST_KEPT / 2 - 1 && history.size() < LoaderMeters.MOST_KEPT,
                "kept " + history.size());
        for (int i = 1; i < history.size(); i++) {
            assertTrue(history.get(i).atNs() > history.get(i - 1).atNs());
            assertTrue(history.get(i).consumer().batches()
                    > history.get(i - 1).consumer().batches());
        }
    }

    @Test
    void textAndJsonSayTheSame() throws Exception {
        LoaderMeters meters = meters();
        QueueMeter queue = meters.queue("ready", 4, 1 << 20);
        WorkerClock worker = meters.worker(0);
        queue.added(4_096);
        meters.shards().opened(1, 5_000);
        meters.shards().decoded(1, 8, 1_000, 80, 10, 20, 30);
        for (int i = 0; i < 4; i++) {
            batch(meters, worker, 6, 2);
        }
        LoaderFigures figures = meters.figures();
        String text = figures.text();
        assertTrue(text.contains("32 samples"), text);
        assertTrue(text.contains("waits 75.0 % of it"), text);
        assertTrue(text.contains("cpu"), text);
        assertFalse(text.contains("gc "), "a cause without time is not shown");
        assertTrue(text.contains("Queue ready: 1 chunks"), text);
        assertTrue(text.contains("s1"), text);

        JsonNode json = new ObjectMapper().readTree(figures.json());
        assertEquals(0.75, json.at("/consumer/steady/starvation").asDouble(), 1e-12);
        assertEquals(12_000_000, json.at("/consumer/steady/causes/cpu").asLong());
        assertEquals(24_000_000, json.at("/groups/0/stages/decode").asLong());
        assertEquals(
                json.at("/groups/0/wallNs").asLong(),
                json.at("/groups/0/serviceNs").asLong()
                        + json.at("/groups/0/waitInNs").asLong()
                        + json.at("/groups/0/blockedMemoryNs").asLong()
                        + json.at("/groups/0/blockedOutNs").asLong()
                        + json.at("/groups/0/remainderNs").asLong());
        assertEquals(8, json.at("/shards/samples").asLong());
        assertEquals(4_096, json.at("/queues/0/bytes").asLong());
    }

    /** Workers that change states all the time, and a reader that must never see a nanosecond missing or counted twice. */
    @Test
    void whoReadsMeanwhileSeesTimeConserved() throws Exception {
        LoaderMeters meters = LoaderMeters.start(STAGES, 1, shard -> "s");
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        List<WorkerClock> workers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> work(meters, stop, started, workers));
            thread.start();
            threads.add(thread);
        }
        started.await();
        long chunks = 0;
        for (int i = 0; i < 3_000; i++) {
            for (WorkerClock worker : workers) {
                WorkerTimes times = worker.times(System.nanoTime());
                long sum = times.waitInNs() + times.blockedMemoryNs() + times.blockedOutNs() + times.noStateNs();
                for (long ns : times.stageNs()) {
                    sum += ns;
                }
                assertEquals(times.wallNs(), sum);
            }
            GroupFigures group = meters.counts().groups().get(0);
            assertTrue(group.remainderNs() >= 0, "the time in no state is what is left");
            assertTrue(group.chunks() >= chunks, "counts never fall");
            assertEquals(group.chunks(), group.samples());
            chunks = group.chunks();
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, meters.counts().groups().get(0).workers());
        assertTrue(meters.counts().groups().get(0).chunks() > 0);
    }

    private static void work(
            LoaderMeters meters, AtomicBoolean stop, CountDownLatch started, List<WorkerClock> workers) {
        try (WorkerClock worker = meters.worker(0)) {
            workers.add(worker);
            started.countDown();
            while (!stop.get()) {
                worker.begin(new ChunkTimes(), LoaderStages.DECODE);
                worker.split(1, 1);
                worker.service(LoaderStages.FIRST_TRANSFORM);
                worker.end(1, 10);
                worker.blockedOut();
                worker.waitIn();
            }
        }
    }
}
