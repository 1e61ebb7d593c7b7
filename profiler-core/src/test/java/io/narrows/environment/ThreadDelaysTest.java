package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.ThreadSample;
import io.narrows.log.ThreadSample.ThreadUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadDelaysTest {
    private static final long MS = 1_000_000;

    @TempDir
    private Path folder;

    private FakeRoot root;
    private boolean waited = true;
    private long nowNs;

    @BeforeEach
    void fakeRoot() {
        root = new FakeRoot(folder);
    }

    private void thread(int id, String name, long ranNs, long waitedNs) {
        root.file("proc/self/task/" + id + "/comm", name + "\n");
        root.file("proc/self/task/" + id + "/schedstat", ranNs + " " + waitedNs + " 12\n");
    }

    @Test
    void tellsWhoWaitedLongAndAddsUpAll() throws IOException {
        thread(1, "main", 100, 5 * MS);
        thread(2, "worker", 200, 7 * MS);
        try (ThreadDelays delays = new ThreadDelays(folder, () -> waited, 8, () -> nowNs)) {
            assertArrayEquals(new long[] {0, 2}, FakeRoot.read(delays)); // what was before is not ours
            assertFalse(delays.anyTold());
            thread(1, "main", 150, 5 * MS + 10);
            thread(2, "worker", 900, 9 * MS);
            assertArrayEquals(new long[] {2 * MS + 10, 2}, FakeRoot.read(delays));
            assertEquals(
                    new ThreadSample(50, 10, List.of(new ThreadUse("worker", 700, 2 * MS))), delays.sample(50, 10));
        }
    }

    @Test
    void doesNotAskWhenNobodyWaited() throws IOException {
        thread(1, "main", 100, 0);
        try (ThreadDelays delays = new ThreadDelays(folder, () -> waited, 8, () -> nowNs)) {
            FakeRoot.read(delays);
            waited = false;
            thread(1, "main", 200, 3 * MS);
            assertEquals(0, FakeRoot.read(delays)[0]);
            waited = true;
            assertEquals(3 * MS, FakeRoot.read(delays)[0]);
            assertTrue(delays.anyTold());
        }
    }

    @Test
    void looksForNewThreadsOnceASecondAndForgetsThoseThatEnded() throws IOException {
        thread(1, "main", 0, 0);
        try (ThreadDelays delays = new ThreadDelays(folder, () -> waited, 8, () -> nowNs)) {
            FakeRoot.read(delays);
            thread(2, "new", 0, 4 * MS);
            assertArrayEquals(new long[] {0, 1}, FakeRoot.read(delays));
            nowNs = 1_000 * MS;
            assertArrayEquals(new long[] {4 * MS, 2}, FakeRoot.read(delays)); // all that it waited since it began
            root.file("proc/self/task/2/schedstat", ""); // as reading the file of a thread that is gone gives nothing
            assertEquals(4 * MS, FakeRoot.read(delays)[0]);
            assertFalse(delays.anyTold());
        }
    }

    @Test
    void threadsOfAPoolAreToldApart() throws IOException {
        thread(1, "pool-1-thread-1", 0, 0);
        thread(2, "pool-1-thread-1", 0, 0);
        try (ThreadDelays delays = new ThreadDelays(folder, () -> waited, 8, () -> nowNs)) {
            FakeRoot.read(delays);
            thread(1, "pool-1-thread-1", 0, 2 * MS);
            thread(2, "pool-1-thread-1", 0, 2 * MS);
            FakeRoot.read(delays);
            assertEquals(
                    2,
                    delays.sample(0, 0).threads().stream()
                            .map(ThreadUse::thread)
                            .distinct()
                            .count());
        }
    }

    @Test
    void watchesNoMoreThanItMayAndTellsNoMoreThanASampleHolds() throws IOException {
        for (int id = 1; id <= 60; id++) {
            thread(id, "t" + id, 0, 0);
        }
        try (ThreadDelays delays = new ThreadDelays(folder, () -> waited, 50, () -> nowNs)) {
            assertArrayEquals(new long[] {0, 60}, FakeRoot.read(delays));
            for (int id = 1; id <= 60; id++) {
                thread(id, "t" + id, 0, 10 * MS);
            }
            assertEquals(500 * MS, FakeRoot.read(delays)[0]);
            assertEquals(ThreadDelays.MOST_TOLD, delays.sample(0, 0).threads().size());
        }
    }

    @Test
    void aKernelThatDoesNotTell() {
        root.file("proc/self/task/1/comm", "main\n");
        try (ThreadDelays delays = new ThreadDelays(folder, () -> waited, 8, () -> nowNs)) {
            IOException refused = assertThrows(IOException.class, () -> FakeRoot.read(delays));
            assertEquals(folder.resolve("proc/self/task") + " has no schedstat that may be read", refused.getMessage());
        }
        try (ThreadDelays delays = new ThreadDelays(folder.resolve("none"), () -> waited, 8, () -> nowNs)) {
            assertThrows(IOException.class, () -> FakeRoot.read(delays));
        }
    }
}
