package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfiledBatchesTest {
    @Test
    void choosesAsManyAsAreWantedAndNoneOfTheFirst() {
        ProfiledBatches three = new ProfiledBatches(3);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (three.next()) {
                chosen.add(i);
            }
        }
        int first = ProfiledBatches.FIRST;
        int step = ProfiledBatches.ONE_OF;
        assertEquals(List.of(first, first + step, first + 2 * step), chosen);
    }

    @Test
    void choosesNoneWhereNoneIsWanted() {
        ProfiledBatches none = new ProfiledBatches(0);
        for (int i = 0; i < 100; i++) {
            assertFalse(none.next());
        }
    }
}
