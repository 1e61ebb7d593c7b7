package io.narrows.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.benchmarks.loader.EpochResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void everyRoundBeginsWithAnother() throws Exception {
        List<String> played = new ArrayList<>();
        Turns turns = new Turns(result -> {});
        for (String name : List.of("a", "b", "c")) {
            turns.add(name, () -> {
                played.add(name);
                return new EpochResult(10, 10, name.equals("a") ? 1 : 2, 45);
            });
        }
        turns.play(3);
        assertEquals(List.of("a", "b", "c", "c", "a", "b", "b", "c", "a"), played);
        assertEquals(2, turns.ratio("a", "b").value());
        assertEquals(5, turns.perS("c").value());
    }

    @Test
    void readingSomethingTwiceOrNotAtAllIsFound() {
        for (EpochResult wrong :
                List.of(new EpochResult(9, 9, 1, 36), new EpochResult(10, 10, 1, 46), new EpochResult(11, 11, 1, 45))) {
            Turns turns = new Turns(Turns.allOf(10));
            turns.add("wrong", () -> wrong);
            assertThrows(IllegalStateException.class, () -> turns.play(1));
        }
    }

    @Test
    void severalPassesAreRight() throws Exception {
        Turns turns = new Turns(Turns.allOf(10));
        turns.add("three passes", () -> new EpochResult(30, 30, 1, 135));
        turns.play(1);
        assertEquals(30, turns.perS("three passes").value());
    }
}
