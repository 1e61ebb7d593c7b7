package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.log.LaneTable;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What this very process is told about itself. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LanesTest {
    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final long MIB = 1 << 20;

    @TempDir
    private Path run;

    private final Told told = new Told();

    private Lanes open() {
        return Lanes.open(run, PERIOD, System::nanoTime, told);
    }

    private static void onlyWhereProcIs() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/stat")), "skipped: /proc is missing");
    }

    private static LaneTable available(Lanes lanes, String... names) {
        LaneTable table = lanes.table();
        for (String name : names) {
            table.lanes().stream()
                    .filter(lane -> lane.name().equals(name))
                    .forEach(lane ->
                            assumeTrue(lane.unavailable().isEmpty(), "skipped: " + name + " is " + lane.unavailable()));
        }
        return table;
    }

    @Test
    void aCollectionIsToldWithinTheTimeOfItsCall() throws Exception {
        try (Lanes lanes = open()) {
            told.await("the first collection", System::gc, () -> !told.pauses(Pause.Type.GC)
                    .isEmpty());
            long before = System.nanoTime();
            System.gc();
            long after = System.nanoTime();
            told.await("the collection", () -> {}, () -> told.pauses(Pause.Type.GC).stream()
                    .anyMatch(pause -> pause.startNs() >= before - MIB
                            && pause.endNs() <= after + MIB
                            && pause.endNs() > pause.startNs()
                            && pause.cause().contains("System.gc()"))); // others may come beside it
            assertTrue(lanes.cpuNs() > 0);
        }
    }

    @Test
    void theCpuThatAThreadBurnsIsInTheLanes() throws Exception {
        try (Lanes lanes = open()) {
            LaneTable table = available(lanes, "process.cpu");
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            told.await("CPU time", () -> spin(before, 300), () -> told.sum(table, "process.cpu") >= 300 * 1_000_000L);
            if (Files.isReadable(Path.of("/proc/self/stat"))) {
                told.await(
                        "CPU time in ticks",
                        () -> {},
                        () -> told.sum(table, "process.cpu.user") + told.sum(table, "process.cpu.system")
                                >= 200 * 1_000_000L);
                assertTrue(told.sum(table, "system.cpu.busy") >= 200 * 1_000_000L);
            }
            long coveredNs = told.all(ResourceSample.class).stream()
                    .mapToLong(ResourceSample::periodNs)
                    .sum();
            long cores = Runtime.getRuntime().availableProcessors();
            assertTrue(told.sum(table, "process.cpu") <= 2 * coveredNs * cores);
        }
    }

    /* Until this thread has used so much since then. */
    private static void spin(long fromNs, long ms) {
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - fromNs < ms * 1_000_000) {
            Thread.onSpinWait();
        }
    }

    @Test
    void bytesThatAreWrittenAndReadAreInTheLanes() throws Exception {
        onlyWhereProcIs();
        Path file = run.resolve("file");
        try (Lanes lanes = open()) {
            LaneTable table = available(lanes, "io.read", "io.written");
            Files.write(file, new byte[(int) (4 * MIB)]);
            Files.readAllBytes(file);
            told.await("written bytes", () -> {}, () -> told.sum(table, "io.written") >= 4 * MIB);
            told.await("read bytes", () -> {}, () -> told.sum(table, "io.read") >= 4 * MIB);
        }
    }

    @Test
    void memoryOfAllSortsIsInTheLanes() throws Exception {
        onlyWhereProcIs();
        try (Lanes lanes = open()) {
            LaneTable table = available(lanes, "memory.resident", "faults.minor");
            ByteBuffer direct = ByteBuffer.allocateDirect((int) (16 * MIB));
            told.await("direct memory", () -> {}, () -> told.last(table, "offheap.direct") >= 16 * MIB);
            told.await("page faults", () -> {}, () -> told.sum(table, "faults.minor") >= direct.capacity() / 65536);
            assertTrue(told.last(table, "memory.resident") >= 16 * MIB);
            assertTrue(told.last(table, "heap.used") > 0);
            assertTrue(told.last(table, "heap.committed") >= told.last(table, "heap.used"));
            assertTrue(told.last(table, "offheap.metaspace") > MIB);
            assertTrue(told.last(table, "offheap.code") > 0);
            assertTrue(told.last(table, "threads") > 3);
        }
    }

    @Test
    void threadsThatFightForTheCoresWait() throws Exception {
        onlyWhereProcIs();
        Thread[] fighters = new Thread[2 * Runtime.getRuntime().availableProcessors()];
        try (Lanes lanes = open()) {
            LaneTable table = available(lanes, "threads.rundelay");
            for (int i = 0; i < fighters.length; i++) {
                fighters[i] = new Thread(
                        () -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                        },
                        "fighter-" + i);
                fighters[i].setDaemon(true);
                fighters[i].start();
            }
            told.await("run queue delay", () -> {}, () -> told.sum(table, "threads.rundelay") > 50 * 1_000_000L);
            told.await("a fighter that waits", () -> {}, () -> told.all(io.narrows.log.ThreadSample.class).stream()
                    .flatMap(sample -> sample.threads().stream())
                    .anyMatch(thread -> thread.thread().startsWith("fighter-") && thread.runDelayNs() > 0));
        } finally {
            for (Thread fighter : fighters) {
                fighter.interrupt();
            }
        }
    }

    @Test
    void nothingIsLeftAfterClosing() throws Exception {
        Lanes lanes = open();
        told.await("a collection", System::gc, () -> !told.pauses(Pause.Type.GC).isEmpty());
        Thread.currentThread().interrupt();
        lanes.close();
        assertTrue(Thread.interrupted(), "the interrupt is the caller's");
        lanes.close();
        // JFR ends when it can: closing waits for it for a while only
        told.await("the end of what was open", () -> {}, () -> threads().isEmpty() && empty(run));
        int count = told.all(ResourceSample.class).size();
        assertEquals(count, told.all(ResourceSample.class).size());
        assertTrue(lanes.cpuNs() > 0);
        assertFalse(lanes.table().lanes().isEmpty());
    }

    @Test
    void openingAndClosingAtOnceLeavesNothingEither() throws Exception {
        open().close();
        told.await("the end of what was starting", () -> {}, () -> threads().isEmpty() && empty(run));
    }

    @Test
    void aSinkThatThrowsEndsNothing() throws Exception {
        Told after = new Told();
        try (Lanes lanes = Lanes.open(run, PERIOD, System::nanoTime, document -> {
            after.accept(document);
            throw new IllegalStateException("full");
        })) {
            after.await(
                    "samples",
                    System::gc,
                    () -> after.all(ResourceSample.class).size() > 3
                            && !after.pauses(Pause.Type.GC).isEmpty());
            assertFalse(lanes.table().lanes().isEmpty());
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("narrows-lanes")
                        || name.startsWith("narrows-pauses")
                        || name.startsWith("JFR Event Stream"))
                .toList();
    }

    private static boolean empty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
