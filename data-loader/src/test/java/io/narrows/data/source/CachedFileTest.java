package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A look at a large file while another thread brings it into the cache. */
class CachedFileTest {
    private static final int SIZE = 2 << 20;

    private final SlowSource other = new SlowSource().put("a", SIZE);
    private final SlowSource cache = new SlowSource().put("a", SIZE);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch looking = new CountDownLatch(1);
    private final CountDownLatch look = new CountDownLatch(1);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Starts a look that waits in the file that is being brought. */
    private Future<byte[]> lookAt(DataFile file) throws InterruptedException {
        other.hook = (name, position) -> {
            looking.countDown();
            look.await();
        };
        Future<byte[]> bytes = threads.submit(() -> {
            byte[] first = new byte[100];
            file.read(1000, first, 0, first.length);
            return first;
        });
        looking.await();
        other.hook = null;
        return bytes;
    }

    private byte[] expected() {
        return Arrays.copyOfRange(other.files.get("a"), 1000, 1100);
    }

    @Test
    void isReadFromTheBroughtFileWhenItsOwnWasClosedMeanwhile() throws Exception {
        try (DataFile file = new CachedFile(other.open("a"), from -> {
            from.close();
            return cache.open("a");
        })) {
            Future<byte[]> looked = lookAt(file);
            file.read(0, new byte[100_000], 0, 100_000);
            look.countDown();
            assertArrayEquals(expected(), looked.get());
        }
        assertEquals(0, cache.open.get() + other.open.get());
    }

    @Test
    void waitsForTheBroughtFileThatIsNotThereYet() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (DataFile file = new CachedFile(other.open("a"), from -> {
            from.close();
            closed.countDown();
            goOn.await();
            return cache.open("a");
        })) {
            Future<byte[]> looked = lookAt(file);
            Future<?> bringing = threads.submit(() -> {
                file.read(0, new byte[100_000], 0, 100_000);
                return null;
            });
            closed.await();
            look.countDown();
            while (other.refused.get() == 0) {
                Thread.onSpinWait(); // until the look has met a closed file
            }
            goOn.countDown();
            assertArrayEquals(expected(), looked.get());
            bringing.get();
        }
    }

    @Test
    void aFailureThatIsItsOwnIsSaid() throws Exception {
        try (DataFile file = new CachedFile(other.open("a"), from -> from)) {
            other.hook = (name, position) -> {
                throw new IOException("the line is dead");
            };
            IOException e = assertThrows(IOException.class, () -> file.read(0, new byte[10], 0, 10));
            assertEquals("the line is dead", e.getMessage());
        }
    }
}
