package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.ModelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NativeGateTest {
    private final NativeGate gate = new NativeGate("m");

    @Test
    void closingWaitsForThoseInside() throws InterruptedException {
        AtomicBoolean released = new AtomicBoolean();
        CountDownLatch closing = new CountDownLatch(1);
        long first = gate.enter();
        long second = gate.enter();
        Thread closer = new Thread(() -> {
            closing.countDown();
            gate.close(() -> released.set(true));
        });
        closer.start();
        assertTrue(closing.await(30, TimeUnit.SECONDS));
        awaitBlocked(closer);
        gate.leave(first);
        awaitBlocked(closer);
        assertFalse(released.get());
        gate.leave(second);
        closer.join(TimeUnit.SECONDS.toMillis(30));
        assertTrue(released.get());
        assertEquals(
                "model \"m\" is closed",
                assertThrows(ModelException.class, gate::enter).getMessage());
    }

    @Test
    void thoseWhoComeWhileItClosesAreRefused() throws InterruptedException {
        long inside = gate.enter();
        Thread closer = new Thread(() -> gate.close(() -> {}));
        closer.start();
        awaitBlocked(closer);
        AtomicBoolean refused = new AtomicBoolean();
        Thread late = new Thread(() -> {
            try {
                gate.leave(gate.enter());
            } catch (ModelException e) {
                refused.set(true);
            }
        });
        late.start();
        gate.leave(inside);
        late.join(TimeUnit.SECONDS.toMillis(30));
        closer.join(TimeUnit.SECONDS.toMillis(30));
        assertTrue(refused.get());
    }

    @Test
    void whatIsFreedAfterTheModelWentWithIt() {
        AtomicBoolean freed = new AtomicBoolean();
        gate.free(() -> freed.set(true));
        assertTrue(freed.getAndSet(false));
        gate.close(() -> {});
        gate.free(() -> freed.set(true));
        assertFalse(freed.get(), "a second time would end the process");
        assertThrows(ModelException.class, () -> gate.call(() -> 1));
    }

    private static void awaitBlocked(Thread thread) {
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING) {
            assertTrue(System.nanoTime() < giveUpNs, () -> "thread is " + thread.getState());
            Thread.onSpinWait();
        }
    }
}
