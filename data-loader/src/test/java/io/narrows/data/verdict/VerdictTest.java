package io.narrows.data.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import io.narrows.data.profile.WaitCause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Verdict verdict(SimulatedLoader loader, int cores) {
        List<LoaderCounts> marks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            loader.step();
        }
        for (int window = 0; window < 12; window++) {
            marks.add(loader.counts());
            for (int i = 0; i < 50; i++) {
                loader.step();
            }
        }
        return Verdict.of(marks, cores);
    }

    /** Batches in a second of a loader that has run in. */
    private static double rate(SimulatedLoader loader) {
        for (int i = 0; i < 100; i++) {
            loader.step();
        }
        LoaderCounts from = loader.counts();
        for (int i = 0; i < 1_000; i++) {
            loader.step();
        }
        LoaderCounts to = loader.counts();
        return 1e9 * (to.consumer().batches() - from.consumer().batches()) / (to.atNs() - from.atNs());
    }

    @Test
    void aConsumerThatIsSlowerThanItsWorkersIsNotInputBound() {
        Verdict verdict = verdict(new SimulatedLoader(3, 5, 2, 4, 4), 4);
        assertFalse(verdict.inputBound(), verdict.text());
        assertEquals(Verdict.CONSUMER, verdict.limit());
        assertEquals(0, verdict.advice().get(0).gain().value(), 1e-9, "a worker more gives nothing");
        assertEquals(200, verdict.batchesPerS(), 4);
    }

    @Test
    void theStageThatIsTheLimitIsNamedAndAWorkerMoreIsPredictedAsItComesOut() {
        for (int workers = 1; workers <= 4; workers++) {
            Verdict verdict = verdict(new SimulatedLoader(12, 2.5, workers, 8, 8), 8);
            assertTrue(verdict.inputBound(), verdict.text());
            assertEquals("load", verdict.limit());
            assertEquals("decode", verdict.stage());
            assertEquals(WaitCause.CPU, verdict.cause());
            Advice advice = verdict.advice().get(0);
            double was = rate(new SimulatedLoader(12, 2.5, workers, 8, 8));
            double is = rate(new SimulatedLoader(12, 2.5, workers + 1, 8, 8));
            assertEquals(is / was - 1, advice.gain().value(), 0.05, workers + " workers: " + verdict.text());
            assertTrue(advice.gain().lo() <= advice.gain().value()
                    && advice.gain().hi() >= advice.gain().value());
        }
    }

    @Test
    void cornersOfTheClosedForm() {
        Verdict verdict = verdict(new SimulatedLoader(12, 1, 2, 2, 4), 2);
        assertEquals(0, verdict.advice().get(0).gain().value(), 0.01, "there is no core for a third worker");
        assertTrue(verdict.inputBound());
        assertEquals(1e3 / 12, verdict.stages().get(1).batchesPerCoreS(), 2);
        assertEquals(2e3 / 12, verdict.lawsBatchesPerS(), 3);
        assertEquals(1e3, verdict.consumerBatchesPerS(), 20);
        assertEquals(Double.POSITIVE_INFINITY, verdict.stages().get(0).batchesPerCoreS(), "nothing was read");
    }

    @Test
    void itSaysWhatToTry() {
        Verdict verdict = verdict(new SimulatedLoader(12, 2, 1, 4, 4), 4);
        assertTrue(verdict.text().startsWith("Input-bound: the consumer waits 8"), verdict.text());
        assertTrue(verdict.text().contains("load 1 -> 2 workers: +100.0 %"), verdict.text());
        assertTrue(verdict.knob().contains("make decode cheaper"), verdict.knob());
    }

    @Test
    void withoutTwoWindowsThereIsNoInterval() {
        SimulatedLoader loader = new SimulatedLoader(12, 2, 1, 4, 4);
        LoaderCounts from = loader.counts();
        for (int i = 0; i < 20; i++) {
            loader.step();
        }
        Verdict verdict = Verdict.of(List.of(from, loader.counts()), 4);
        assertTrue(Double.isNaN(verdict.share().lo()));
        assertFalse(verdict.advice().get(0).gain().surelyAbove(0));
        assertEquals("+100.0 %", verdict.advice().get(0).gain().text());
    }

    @Test
    void beforeTheFirstBatchThereIsNothingToSay() {
        Verdict verdict = Verdict.of(List.of(new SimulatedLoader(12, 2, 1, 4, 4).counts()), 4);
        assertFalse(verdict.inputBound());
        assertEquals(0, verdict.advice().get(0).gain().value());
    }

    private static LoaderCounts with(LoaderCounts counts, List<GroupFigures> groups) {
        return new LoaderCounts(counts.atNs(), counts.processCpuNs(), counts.consumer(), groups);
    }

    @Test
    void workersThatHaveEndedCountAsThoseThatThereWere() {
        SimulatedLoader loader = new SimulatedLoader(12, 2, 3, 8, 8);
        for (int i = 0; i < 200; i++) {
            loader.step();
        }
        LoaderCounts counts = loader.counts();
        GroupFigures load = counts.groups().get(0);
        GroupFigures ended = new GroupFigures(
                load.name(),
                0,
                load.now(),
                load.wallNs(),
                load.waitInNs(),
                load.blockedMemoryNs(),
                load.blockedOutNs(),
                load.stages(),
                load.chunks(),
                load.samples(),
                load.bytes(),
                load.cpuNs(),
                load.noCoreNs());
        Verdict verdict = Verdict.of(List.of(with(counts, List.of(ended))), 8);
        assertEquals(3, verdict.advice().get(0).workers(), "the loader is at its end");
        assertEquals(3e3 / 12, verdict.lawsBatchesPerS(), 6);
    }

    @Test
    void workersThatDidNothingMeanwhileAreNoLimit() {
        SimulatedLoader loader = new SimulatedLoader(3, 5, 2, 4, 4);
        for (int i = 0; i < 1000; i++) {
            loader.step();
        }
        List<GroupFigures> idle = loader.counts().groups();
        List<LoaderCounts> marks = new ArrayList<>();
        for (int window = 0; window < 4; window++) {
            marks.add(with(loader.counts(), idle));
            for (int i = 0; i < 10; i++) {
                loader.step();
            }
        }
        Verdict verdict = Verdict.of(marks, 4);
        assertEquals(Verdict.CONSUMER, verdict.limit());
        assertEquals(0, verdict.advice().get(0).gain().value(), 1e-9);
        assertEquals(3, verdict.stages().get(1).msPerBatch(), 0.2);
    }

    @Test
    void intervalsOfKnownNumbers() {
        Gain same = Spread.ratio(new double[] {10, 10, 10}, new double[] {12, 12, 12});
        assertEquals(0.2, same.value(), 1e-12);
        assertEquals(0.2, same.lo(), 1e-12);
        // Means 10 and 12, variances 1 each, n 3: error sqrt(1/3 + 1.44/3) / 10, 4 degrees of freedom.
        Gain varied = Spread.ratio(new double[] {9, 10, 11}, new double[] {11, 12, 13});
        assertEquals(0.2 - 2.776 * Math.sqrt(2.44 / 3) / 10, varied.lo(), 1e-9);
        // The jackknife of a mean is the usual interval of a mean.
        double[] values = {1, 2, 3, 4, 5};
        Gain mean = Spread.jackknife(5, 3, left -> (15 - values[left]) / 4);
        assertEquals(3 + 2.776 * Math.sqrt(2.5 / 5), mean.hi(), 1e-9);
    }
}
