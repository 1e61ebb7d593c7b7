package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSourceTest {
    @TempDir
    Path folder;

    private LocalSource source;
    private final byte[] bytes = new byte[300_000];

    @BeforeEach
    void aFile() throws IOException {
        new Random(1).nextBytes(bytes);
        Files.createDirectory(folder.resolve("sub"));
        Files.write(folder.resolve("sub/a.bin"), bytes);
        Files.write(folder.resolve("b.bin"), new byte[0]);
        source = new LocalSource(folder);
    }

    private static boolean isMapped(Path file) throws IOException {
        Path maps = Path.of("/proc/self/maps");
        return Files.exists(maps)
                && Files.readString(maps).contains(file.toRealPath().toString());
    }

    @Test
    void readsAnyRange() throws Exception {
        try (DataFile file = source.open("sub/a.bin")) {
            assertEquals(bytes.length, file.size());
            assertEquals("sub/a.bin", file.name());
            byte[] target = new byte[1000];
            file.read(299_500, target, 500, 500);
            assertArrayEquals(Arrays.copyOfRange(bytes, 299_500, 300_000), Arrays.copyOfRange(target, 500, 1000));
            assertEquals(0, target[0]);
            assertEquals(
                    "sub/a.bin has 300000 bytes; asked for were 2 from 299999 on",
                    assertThrows(EOFException.class, () -> file.read(299_999, target, 0, 2))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> file.read(-1, target, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> file.read(0, target, 999, 2));
        }
        try (DataFile empty = source.open("b.bin")) {
            assertEquals(0, empty.size());
            empty.read(0, new byte[0], 0, 0);
        }
        assertEquals(List.of("b.bin"), source.names());
    }

    @Test
    void aFileOfSeveralWindowsIsReadAcrossTheirBorder() throws Exception {
        Path large = folder.resolve("large.bin");
        long border = 1L << 30;
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(border + 10); // a hole
            file.seek(border - 2);
            file.write(new byte[] {1, 2, 3, 4});
        }
        try (DataFile file = source.open("large.bin")) {
            byte[] target = new byte[6];
            file.read(border - 3, target, 0, 6);
            assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 0}, target);
        }
    }

    @Test
    void namesStayInside() {
        for (String name : List.of("", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a\0b", "a\\b")) {
            IOException refused = assertThrows(IOException.class, () -> source.open(name), name);
            assertTrue(refused.getMessage().contains("is no file's name: "), refused.getMessage());
        }
        assertThrows(NoSuchFileException.class, () -> source.open("c.bin"));
        assertTrue(assertThrows(IOException.class, () -> source.open("sub"))
                .getMessage()
                .endsWith("sub is no regular file"));
        assertThrows(NotDirectoryException.class, () -> new LocalSource(folder.resolve("none")));
    }

    @Test
    void closingReleasesTheMapAndEndsReading() throws Exception {
        Path path = folder.resolve("sub/a.bin");
        DataFile file = source.open("sub/a.bin");
        file.read(0, new byte[10], 0, 10);
        boolean wasMapped = isMapped(path);
        file.close();
        file.close();
        assertFalse(isMapped(path));
        assertTrue(wasMapped || !Files.exists(Path.of("/proc/self/maps")));
        assertEquals(
                "sub/a.bin is closed",
                assertThrows(IOException.class, () -> file.read(0, new byte[1], 0, 1))
                        .getMessage());
    }

    @Test
    void readsThatAreUnderWayWhileItIsClosedEndWellOrThrow() throws Exception {
        for (int round = 0; round < 30; round++) {
            DataFile file = source.open("sub/a.bin");
            AtomicInteger wrong = new AtomicInteger();
            CountDownLatch reading = new CountDownLatch(3);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    byte[] target = new byte[bytes.length];
                    try {
                        while (true) {
                            file.read(0, target, 0, target.length);
                            if (!Arrays.equals(bytes, target)) {
                                wrong.incrementAndGet();
                            }
                            reading.countDown();
                        }
                    } catch (IOException e) {
                        if (!"sub/a.bin is closed".equals(e.getMessage())) {
                            wrong.incrementAndGet();
                        }
                    } catch (InterruptedException e) {
                        wrong.incrementAndGet();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            reading.await();
            file.close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(0, wrong.get());
        }
        assertFalse(isMapped(folder.resolve("sub/a.bin")));
    }

    @Test
    void aFileThatBecomesShorterIsAnErrorAndNoCrash() throws Exception {
        Path path = folder.resolve("shrinks.bin");
        byte[] target = new byte[8 << 20];
        for (int round = 0; round < 40; round++) {
            Files.write(path, new byte[target.length]);
            try (DataFile file = source.open("shrinks.bin")) {
                CountDownLatch started = new CountDownLatch(1);
                Thread cutter = new Thread(() -> {
                    started.countDown();
                    try (RandomAccessFile cut = new RandomAccessFile(path.toFile(), "rw")) {
                        cut.setLength(1000);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                cutter.start();
                started.await();
                EOFException shorter = assertThrows(EOFException.class, () -> {
                    while (true) {
                        file.read(0, target, 0, target.length);
                    }
                });
                assertEquals(
                        "shrinks.bin became shorter while it was open: it had 8388608 bytes and now has 1000",
                        shorter.getMessage());
                cutter.join();
                file.read(0, target, 0, 1000);
                assertThrows(EOFException.class, () -> file.read(0, target, 0, 1001));
            }
        }
    }

    @Test
    void anInterruptedThreadDoesNotCloseTheFileForOthers() throws Exception {
        try (DataFile file = source.open("sub/a.bin")) {
            Thread thread = new Thread(() -> {
                Thread.currentThread().interrupt();
                try {
                    file.read(0, new byte[10], 0, 10);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            thread.join();
            byte[] target = new byte[10];
            file.read(5, target, 0, 10);
            assertArrayEquals(Arrays.copyOfRange(bytes, 5, 15), target);
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> source.open("sub/a.bin"));
        assertFalse(Thread.interrupted());
    }
}
