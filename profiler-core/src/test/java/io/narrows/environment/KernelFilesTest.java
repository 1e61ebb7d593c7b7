package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts as kernels write them, of several versions, and broken ones. */
class KernelFilesTest {
    private static final long MS = 1_000_000;

    @TempDir
    private Path folder;

    private FakeRoot root;

    @BeforeEach
    void fakeRoot() {
        root = new FakeRoot(folder);
    }

    @Test
    void processStatWithAnyNameInIt() throws IOException {
        root.file(
                "proc/self/stat",
                "14357 (a) R (b) S 14348 14348 11079 0 -1 4194304 98 1 7 2 250 30 5 6 20 0 41 0 1152060 2998272 392"
                        + " 18446744073709551615 94409943064576 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n");
        try (ProcessStat stat = new ProcessStat(folder)) {
            assertArrayEquals(new long[] {2800 * MS, 2500 * MS, 300 * MS, 98, 7, 392 * 4096}, FakeRoot.read(stat));
        }
    }

    @Test
    void withoutTheFileTheJvmTellsItsCpuTime() throws IOException {
        try (ProcessStat stat = new ProcessStat(folder)) {
            long[] values = FakeRoot.read(stat);
            assertTrue(values[0] > 0);
            for (int lane = 1; lane < values.length; lane++) {
                assertEquals(LaneSource.ABSENT, values[lane]);
            }
        }
    }

    @Test
    void processStatCutShort() {
        root.file("proc/self/stat", "14357 (java) S 14348 14348\n");
        try (ProcessStat stat = new ProcessStat(folder)) {
            assertThrows(IOException.class, () -> FakeRoot.read(stat));
        }
    }

    @Test
    void systemStat() throws IOException {
        root.file("proc/stat", "cpu  100 10 30 4000 7 1 4 9 50 0\ncpu0 100 10 30 4000 7 1 4 9 50 0\nintr 1 2\n");
        try (SystemStat stat = new SystemStat(folder)) {
            assertArrayEquals(new long[] {1450 * MS, 70 * MS, 90 * MS}, FakeRoot.read(stat));
        }
        root.file("proc/stat", "intr 1 2\n");
        try (SystemStat stat = new SystemStat(folder)) {
            assertThrows(IOException.class, () -> FakeRoot.read(stat));
        }
    }

    @Test
    void processIo() throws IOException {
        root.file(
                "proc/self/io",
                "rchar: 6976\nwchar: 5\nsyscr: 10\nsyscw: 1\nread_bytes: 4096\nwrite_bytes: 8192\n"
                        + "cancelled_write_bytes: 1\n");
        try (ProcessIo io = new ProcessIo(folder)) {
            assertArrayEquals(new long[] {6976, 5, 4096, 8192}, FakeRoot.read(io));
        }
        root.file("proc/self/io", "rchar: 1\nwchar: 2\n"); // a kernel that does not account for storage
        try (ProcessIo io = new ProcessIo(folder)) {
            assertArrayEquals(new long[] {1, 2, LaneSource.ABSENT, LaneSource.ABSENT}, FakeRoot.read(io));
        }
    }

    @Test
    void pressureIsReadInNanosecondsAndKnowsWhenNobodyWaited() throws IOException {
        String some = "some avg10=20.06 avg60=16.95 avg300=6.69 total=7920\n";
        root.file("proc/pressure/cpu", some + "full avg10=0.00 avg60=0.00 avg300=0.00 total=3\n");
        try (Pressure cpu = new Pressure(folder, "cpu")) {
            assertArrayEquals(new long[] {7_920_000, 3_000}, FakeRoot.read(cpu));
            assertTrue(cpu.some());
            FakeRoot.read(cpu);
            assertFalse(cpu.some());
            root.file("proc/pressure/cpu", some.replace("7920", "7921"));
            assertArrayEquals(new long[] {7_921_000, LaneSource.ABSENT}, FakeRoot.read(cpu)); // before 5.13
            assertTrue(cpu.some());
        }
    }

    @Test
    void aKernelWithoutPressure() {
        try (Pressure io = new Pressure(folder, "io")) {
            IOException missing = assertThrows(IOException.class, () -> FakeRoot.read(io));
            assertEquals(folder.resolve("proc/pressure/io") + " is missing", missing.getMessage());
            assertTrue(io.some());
        }
    }

    @Test
    void pageSizeOfTheAuxiliaryVectorOrTheUsualOne() throws IOException {
        assertEquals(4096, PageSize.read(folder.resolve("none")));
        java.nio.ByteBuffer vector = java.nio.ByteBuffer.allocate(48).order(java.nio.ByteOrder.nativeOrder());
        vector.putLong(33).putLong(1).putLong(6).putLong(65536).putLong(0).putLong(0);
        java.nio.file.Files.write(folder.resolve("auxv"), vector.array());
        assertEquals(65536, PageSize.read(folder.resolve("auxv")));
    }
}
