package io.narrows.analysis.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.Operators;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorRecorderTest {

    @Test
    void addsLayersUpThatDifferOnlyInANumber() {
        OperatorRecorder recorder = new OperatorRecorder();
        recorder.add(forward(
                1_000_000,
                time("layer0.up", "mm", 300_000),
                time("layer1.up", "mm", 200_000),
                time("layer0.up", "add", 50_000),
                time("", "copy", 150_000)));
        recorder.add(forward(3_000_000, time("layer0.up", "mm", 1_300_000), time("", "copy", 50_000)));

        OperatorStatistics told = recorder.finish();

        assertEquals(2, told.batches());
        assertEquals(2, told.forwardMs());
        OperatorStatistics.Row up = told.layers().get(0);
        assertEquals("layer*.up", up.name());
        assertEquals(2, up.layers());
        assertEquals(1.85 / 4, up.share(), 1e-12);
        assertEquals(1.85 / 2, up.msPerForward(), 1e-12);
        assertEquals(4, up.callsPerForward());
        assertEquals(
                List.of("mm", "copy", "add"),
                told.operators().stream().map(OperatorStatistics.Row::name).toList());
        double inside = told.operators().stream()
                .mapToDouble(OperatorStatistics.Row::share)
                .sum();
        assertEquals(1, inside + told.outside(), 1e-12);
        assertEquals(
                1,
                told.layers().stream()
                                .mapToDouble(OperatorStatistics.Row::share)
                                .sum()
                        + told.outside(),
                1e-12);
    }

    @Test
    void manyBatchesHaveAnInterval() {
        OperatorRecorder recorder = new OperatorRecorder();
        for (int i = 0; i < 40; i++) {
            recorder.add(forward(1_000_000, time("a", "mm", 400_000 + 10_000 * (i % 20))));
        }
        OperatorStatistics.Row row = recorder.finish().operators().get(0);

        assertTrue(row.lo() < row.share() && row.share() < row.hi(), row::toString);
        assertTrue(row.hi() - row.lo() < 0.05, row::toString);
        assertEquals(recorder.finish(), recorder.finish(), "the same log, the same interval");
    }

    @Test
    void modelsAreNotAddedUp() {
        OperatorRecorder recorder = new OperatorRecorder();
        recorder.add(new Operators(1, "PyTorch (a)", 100, List.of(time("", "mm", 100))));
        recorder.add(new Operators(2, "PyTorch (b)", 400, List.of(time("", "add", 200))));
        recorder.add(new Operators(3, "PyTorch (a)", 100, List.of(time("", "mm", 100))));

        OperatorStatistics told = recorder.finish();

        assertEquals("PyTorch (b)", told.engine());
        assertEquals(1, told.batches());
        assertEquals(2, told.others());
        assertEquals(0.5, told.outside());
        assertEquals(
                List.of("add"),
                told.operators().stream().map(OperatorStatistics.Row::name).toList());
    }

    @Test
    void nothingIsOutsideWhereThreadsRanBesideEachOther() {
        OperatorRecorder recorder = new OperatorRecorder();
        recorder.add(forward(100, time("", "mm", 90), time("", "add", 60)));

        assertEquals(0, recorder.finish().outside());
    }

    @Test
    void saysNothingWhereNothingWasProfiled() {
        OperatorRecorder recorder = new OperatorRecorder();
        recorder.add(forward(0, time("", "mm", 90)));

        assertSame(OperatorStatistics.NONE, recorder.finish());
    }

    private static Operators forward(long ns, Operators.Time... times) {
        return new Operators(7, "PyTorch", ns, List.of(times));
    }

    private static Operators.Time time(String layer, String operator, long ns) {
        return new Operators.Time(layer, operator, 2, ns, -1, 0);
    }
}
