package io.narrows.data.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.NanoClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A loader that needs 8 ms for a batch and has up to three ready, a model that needs 5 ms for a step. */
class HeadspaceTest implements NanoClock {
    private static final long LOAD_NS = 8_000_000;
    private static final long STEP_NS = 5_000_000;
    private static final int MOST_READY = 3;

    private long nowNs = 1;
    private long loadedNs = 1;
    private int ready;
    private int delivered;
    private int end = Integer.MAX_VALUE;
    private final List<Integer> stepped = new ArrayList<>();
    private final List<Integer> released = new ArrayList<>();

    @Override
    public long nanoTime() {
        return nowNs;
    }

    private void load() {
        while (ready < MOST_READY && loadedNs + LOAD_NS <= nowNs) {
            loadedNs += LOAD_NS;
            ready++;
        }
        if (ready == MOST_READY) {
            loadedNs = nowNs;
        }
    }

    private Integer next() {
        if (delivered == end) {
            return null;
        }
        load();
        if (ready == 0) {
            nowNs = loadedNs + LOAD_NS;
            load();
        }
        ready--;
        return delivered++;
    }

    private void step(Integer batch) {
        stepped.add(batch);
        nowNs += STEP_NS;
        load();
    }

    private Headspace.Result measure() throws Exception {
        return new Headspace(2, 20, 3, this).measure(this::next, () -> ready, this::step, released::add);
    }

    @Test
    void theBoundIsWhatTheModelAloneCouldDo() throws Exception {
        Headspace.Result result = measure();
        assertEquals(1e3 / 5, result.keptStepsPerS(), 1e-9);
        assertEquals(1e3 / 8, result.liveStepsPerS(), 2, "what was loaded ahead meanwhile is not measured");
        assertEquals(0.6, result.gain().value(), 0.03);
        assertEquals(3, result.rounds());
        assertTrue(result.text().startsWith("at most +59"), result.text());
    }

    @Test
    void everyBatchOfTheEpochIsDeliveredOnceAndGivenBackOnce() throws Exception {
        measure();
        List<Integer> sorted = released.stream().sorted().toList();
        for (int i = 0; i < delivered; i++) {
            assertEquals(i, sorted.get(i));
        }
        assertEquals(delivered, sorted.size());
    }

    @Test
    void theEndOfTheDataEndsIt() throws Exception {
        end = 30;
        Headspace.Result result = measure();
        assertEquals(1, result.rounds());
        assertEquals(30, released.size());
        end = 1;
        delivered = 0;
        assertEquals(0, measure().rounds());
    }

    @Test
    void aStepThatThrowsLeavesNoBatchOpen() {
        assertThrows(IllegalStateException.class, () -> new Headspace(2, 5, 2, this)
                .measure(
                        this::next,
                        () -> ready,
                        batch -> {
                            if (batch == 4) {
                                throw new IllegalStateException("broken");
                            }
                            step(batch);
                        },
                        released::add));
        assertEquals(delivered, released.size());
    }

    @Test
    void nonsenseIsRefused() {
        assertEquals(
                "rounds is 1, but must be at least 2",
                assertThrows(IllegalArgumentException.class, () -> new Headspace(1, 1, 1))
                        .getMessage());
    }
}
