package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.narrows.server.model.TextModel.Tokens;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputHashTest {

    private static Tokens tokens(long... ids) {
        return new Tokens(ids);
    }

    @Test
    void equalTokensHaveEqualHashes() {
        assertEquals(
                InputHash.of(List.of(tokens(101, 7, 102), tokens(101, 102))),
                InputHash.of(List.of(tokens(101, 7, 102), tokens(101, 102))));
    }

    @Test
    void orderAndBoundariesCount() {
        long hash = InputHash.of(List.of(tokens(1, 2), tokens(3)));

        assertNotEquals(hash, InputHash.of(List.of(tokens(3), tokens(1, 2))));
        assertNotEquals(hash, InputHash.of(List.of(tokens(1), tokens(2, 3))));
        assertNotEquals(hash, InputHash.of(List.of(tokens(1, 2, 3))));
        assertNotEquals(hash, InputHash.of(List.of(tokens(2, 1), tokens(3))));
    }

    @Test
    void manyInputsDoNotCollideAndNoneIsZero() {
        Set<Long> hashes = new HashSet<>(Set.of(0L));
        for (long a = 0; a < 300; a++) {
            for (long b = 0; b < 300; b++) {
                hashes.add(InputHash.of(List.of(tokens(101, a, b, 102))));
            }
        }
        assertEquals(300 * 300 + 1, hashes.size());
    }
}
