package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, taken away or made read-only under a profiler that records: the host never notices. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BrokenDiskTest {

    @TempDir
    private Path folder;

    private static ProfilerConfig config(Path run) {
        return ProfilerConfig.builder(run)
                .service("host")
                .bufferBytes(1 << 16)
                .budget(1) // nothing is left out on purpose
                .lanes(false)
                .rotateBytes(1 << 20)
                .maxLogBytes(1 << 30)
                .build();
    }

    /** Records as fast as it is written until something is so; an exception of any call here would end the test. */
    private static void record(Profiler profiler, BooleanSupplier enough) {
        Kind kind = profiler.kind("infer");
        Stage stage = profiler.stage("forward", Segment.COMPUTE);
        long deadlineNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!enough.getAsBoolean()) {
            long last = 0;
            for (int i = 0; i < 100; i++) {
                Trace trace = profiler.begin(kind);
                trace.enter(stage);
                trace.end();
                last = trace.serial();
            }
            while (last - profiler.stats().traces() > 300 && System.nanoTime() - deadlineNs < 0) {
                Thread.onSpinWait();
            }
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "still not so: " + profiler.stats());
        }
    }

    private static void recordUntilLost(Profiler profiler) {
        long before = profiler.stats().lostDocuments();
        record(profiler, () -> profiler.stats().lostDocuments() > before + 100);
    }

    private static long lastSerial(Path run) {
        long last = 0;
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace && !trace.recovered()) {
                    last = Math.max(last, trace.serial());
                }
            }
            assertFalse(reader.damaged(), () -> reader.warnings().toString());
        }
        return last;
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }

    /** Writes zeros until the disk takes no more. */
    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] zeros = new byte[1 << 12];
            assertThrows(IOException.class, () -> {
                while (true) {
                    out.write(zeros);
                }
            });
        }
    }

    @Test
    void aFullDiskLosesDocumentsAndWritingGoesOnWhenThereIsRoomAgain() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=32m")) {
            Path run = disk.path().resolve("run");
            long afterwards;
            try (Profiler profiler = Profiler.open(config(run))) {
                record(profiler, () -> profiler.stats().logBytes() > 3 << 20); // some files of 1 MiB
                Path filler = disk.path().resolve("filler");
                fill(filler);
                recordUntilLost(profiler);

                long lost = profiler.stats().lostDocuments();

                Thread late =
                        new Thread(() -> profiler.begin(profiler.kind("late")).end());
                late.start();
                late.join();

                Files.delete(filler);
                long bytes = profiler.stats().logBytes();
                record(profiler, () -> profiler.stats().logBytes() > bytes + (2 << 20));
                assertTrue(profiler.stats().lostDocuments() >= lost);
                afterwards = profiler.begin(profiler.kind("infer")).serial();
            }
            assertTrue(lastSerial(run) > afterwards - 2_000, lastSerial(run) + " of " + afterwards);
        }
    }

    @Test
    void aDiskThatFillsFromTheBeginningIsNoHarm() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=4m")) {
            Path run = disk.path().resolve("run");
            try (Profiler profiler = Profiler.open(config(run))) {
                recordUntilLost(profiler); // across the ends of files of 1 MiB, the last of them on a full disk
                recordUntilLost(profiler);
            }
            assertTrue(lastSerial(run) > 1_000);
        }
    }

    @Test
    void aFullDiskRefusesANewRunInOneLine() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=1m")) {
            fill(disk.path().resolve("filler"));
            Path run = disk.path().resolve("run");
            RuntimeException refused = assertThrows(RuntimeException.class, () -> Profiler.open(config(run)));
            assertFalse(String.valueOf(refused.getMessage()).contains("\n"), refused.getMessage());
        }
    }

    @Test
    void aDirectoryDeletedMeanwhileIsCountedAndTheHostGoesOn() throws IOException {
        assumeFalse(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
                "skipped: Windows does not let open files be deleted");
        Path run = folder.resolve("run");
        try (Profiler profiler = Profiler.open(config(run))) {
            record(profiler, () -> profiler.stats().keptTraces() > 1_000);
            Files.move(run, folder.resolve("deleted")); // at once, so that no file is made in it meanwhile
            deleteAll(folder.resolve("deleted"));
            long beforeNs = System.nanoTime();
            recordUntilLost(profiler);
            assertTrue(System.nanoTime() - beforeNs < Duration.ofMinutes(1).toNanos());
            assertFalse(Files.exists(run));
        }
        assertFalse(Files.exists(run));
    }

    @Test
    void aDirectoryMadeReadOnlyMeanwhileIsCountedAndTheHostGoesOn() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=64m")) {
            Path run = disk.path().resolve("run");
            try (Profiler profiler = Profiler.open(config(run))) {
                record(profiler, () -> profiler.stats().keptTraces() > 1_000);
                disk.makeReadOnly();
                recordUntilLost(profiler);
            }
            assertTrue(lastSerial(run) > 1_000);
        }
    }

    @Test
    void aReadOnlyDirectoryRefusesANewRunInOneLine() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=1m,ro")) {
            RuntimeException refused = assertThrows(
                    RuntimeException.class,
                    () -> Profiler.open(config(disk.path().resolve("run"))));
            assertFalse(String.valueOf(refused.getMessage()).contains("\n"), refused.getMessage());
            assertTrue(refused.getMessage().contains("Read-only file system"), refused.getMessage());
            try (Stream<Path> left = Files.list(disk.path())) {
                assertEquals(0, left.count());
            }
        }
    }
}
