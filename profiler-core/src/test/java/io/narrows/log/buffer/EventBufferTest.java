package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBufferTest {
    private static final int RING_BYTES = 4096;
    private static final int CAPACITY = RING_BYTES / RecordLayout.BYTES;

    @TempDir
    Path directory;

    @Test
    void aFullBufferRefusesAndCountsUntilRoomIsGivenBack() throws IOException {
        EventBuffer buffer = EventBuffer.create(directory.resolve("0000.buf"), RING_BYTES);
        for (int i = 0; i < CAPACITY; i++) {
            assertTrue(buffer.write(i, 1, 2, 3));
        }
        assertFalse(buffer.write(-1, 1, 2, 3));
        assertFalse(buffer.write(-1, 1, 2, 3));
        assertEquals(2, buffer.dropped());
        assertEquals(CAPACITY, buffer.written());
        buffer.giveBack(1);
        assertTrue(buffer.write(CAPACITY, 1, 2, 3));
        assertFalse(buffer.write(-1, 1, 2, 3));
        for (int i = 1; i <= CAPACITY; i++) {
            assertEquals(i, buffer.number(i), "record " + i);
        }
    }

    @Test
    void theFileHoldsWhatWasNotGivenBack() throws IOException {
        Path file = directory.resolve("0000.buf");
        EventBuffer buffer = EventBuffer.create(file, RING_BYTES);
        buffer.named("worker é");
        for (int i = 0; i < 5; i++) {
            buffer.write(i, 10 + i, 20 + i, RecordLayout.meta(i, 7, RecordLayout.ENTER));
        }
        buffer.giveBack(3);
        assertEquals(EventBuffer.HEADER_BYTES + RING_BYTES, Files.size(file));
        List<List<Long>> found = new ArrayList<>();
        BufferFile.read(file, (number, serial, value, meta) -> found.add(List.of(number, serial, value, meta)));
        assertEquals(
                List.of(
                        List.of(3L, 13L, 23L, RecordLayout.meta(3, 7, RecordLayout.ENTER)),
                        List.of(4L, 14L, 24L, RecordLayout.meta(4, 7, RecordLayout.ENTER))),
                found);
        byte[] bytes = Files.readAllBytes(file);
        assertEquals("NARROWSB", new String(bytes, 0, 8, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals("worker é", new String(bytes, 20, bytes[16], java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aViewAndAnAddressWriteTheSame() {
        EventBuffer buffer = EventBuffer.inMemory(RING_BYTES);
        for (int lap = 0; lap < 2; lap++) {
            for (long n = (long) lap * CAPACITY; n < (long) (lap + 1) * CAPACITY; n++) {
                assertTrue(n % 3 == 0 ? buffer.writeChecked(n, -n, ~n, n << 32) : buffer.write(n, -n, ~n, n << 32));
            }
            assertFalse(buffer.write(0, 0, 0, 0));
            assertFalse(buffer.writeChecked(0, 0, 0, 0));
            for (long n = (long) lap * CAPACITY; n < buffer.written(); n++) {
                assertEquals(
                        List.of(n, -n, ~n, n << 32),
                        List.of(buffer.number(n), buffer.serial(n), buffer.value(n), buffer.meta(n)));
            }
            buffer.giveBack(buffer.written());
        }
        assertEquals(4, buffer.dropped());
    }

    @Test
    void theAddressIsThatOfTheBytes() {
        ByteBuffer direct = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
        long address = Memory.address(direct);
        assumeTrue(address != Memory.NONE, "skipped: this JVM gives no addresses");
        Memory.put(address + 8, 0x0102030405060708L);
        assertEquals(0x0102030405060708L, direct.getLong(8));
        direct.putLong(16, -5);
        assertEquals(-5, Memory.get(address + 16));
        assertEquals(Memory.NONE, Memory.address(ByteBuffer.allocate(64)));
        assertEquals(Memory.NONE, Memory.address(direct.duplicate().order(otherOrder())));
    }

    private static ByteOrder otherOrder() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Test
    void metaKeepsItsParts() {
        long meta = RecordLayout.meta(-2, 0xFFFE, RecordLayout.BATCH_END);
        assertEquals(-2, RecordLayout.seq(meta));
        assertEquals(0xFFFE, RecordLayout.id(meta));
        assertEquals(RecordLayout.BATCH_END, RecordLayout.type(meta));
    }

    @Test
    void anExistingFileIsNotTaken() throws IOException {
        Path file = Files.writeString(directory.resolve("0000.buf"), "mine");
        assertThrows(FileAlreadyExistsException.class, () -> EventBuffer.create(file, RING_BYTES));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aSharedBufferHasOneWriterAtATime() throws InterruptedException {
        EventBuffer buffer = EventBuffer.inMemory(1 << 20);
        int each = 5000;
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            long serial = t;
            Thread thread = new Thread(() -> {
                for (int n = 0; n < each; ) {
                    if (buffer.tryClaim()) {
                        buffer.write(n, serial, n, n);
                        buffer.unclaim();
                        n++;
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(3 * each, buffer.written());
        long[] next = new long[3];
        for (long at = 0; at < buffer.written(); at++) {
            int serial = (int) buffer.serial(at);
            assertEquals(next[serial]++, buffer.number(at), "records of thread " + serial + " are in order");
        }
    }

    @Test
    void theReaderNeverSeesARecordThatIsNotWhole() throws InterruptedException {
        EventBuffer buffer = EventBuffer.inMemory(1 << 16);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (long n = 1; !stop.get(); ) {
                if (buffer.write(n, n, n, n)) {
                    n++;
                }
            }
        });
        writer.start();
        long read = 0;
        try {
            while (read < 500_000) {
                long tail = buffer.written();
                for (; read < tail; read++) {
                    long expected = read + 1;
                    if (buffer.number(read) != expected || buffer.meta(read) != expected) {
                        throw new AssertionError("record " + read + " reads " + buffer.number(read) + " and "
                                + buffer.meta(read) + " instead of " + expected);
                    }
                }
                buffer.giveBack(read);
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }
}
