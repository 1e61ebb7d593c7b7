package io.narrows.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreeWorkersTest {

    @Test
    void theOneThatWasFreeLongestIsTaken() {
        SplittableRandom random = new SplittableRandom(1);
        for (int workers : new int[] {1, 2, 3, 64, 65_536}) {
            FreeWorkers free = new FreeWorkers(workers);
            PriorityQueue<Long> truth = new PriorityQueue<>(Collections.nCopies(workers, Long.MIN_VALUE));
            for (int i = 0; i < 100_000; i++) {
                long end = i + random.nextInt(3 * workers);
                long since = truth.remove();
                truth.add(Math.max(since, end));
                assertEquals(since, free.take(end));
            }
        }
    }
}
