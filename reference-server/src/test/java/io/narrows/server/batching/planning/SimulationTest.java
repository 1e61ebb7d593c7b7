package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.batching.planning.Simulation.Cost;
import io.narrows.server.batching.planning.Simulation.Job;
import io.narrows.server.batching.planning.Simulation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the modes give under load, on a simulated clock. */
class SimulationTest {
    /** A processor: most of the time goes with the tokens, padding included. */
    private static final Cost PROCESSOR =
            (texts, longest) -> 1_200_000 + 45_000.0 * texts * longest + 35.0 * texts * longest * longest;

    /** A graphics card: most of the time goes with the forward, whatever is in it. */
    private static final Cost CARD =
            (texts, longest) -> 4_000_000 + 400.0 * texts * longest + 0.2 * texts * longest * longest;

    private static final int JOBS = 6_000;
    private static final long[] SEEDS = {1, 2, 3};

    private static final BatchRules OFF = new BatchRules(BatchingMode.OFF, 8, 0, 1L << 60);
    private static final BatchRules ADAPTIVE = new BatchRules(BatchingMode.ADAPTIVE, 8, 0, 200_000_000);

    private static BatchRules fixed(int maxTexts, long delayNs) {
        return new BatchRules(BatchingMode.FIXED, maxTexts, delayNs, 1L << 60);
    }

    /** Requests a second that one worker can answer one by one. */
    private static double capacityAlone(Cost cost) {
        return 1e9
                / Simulation.mixed(JOBS, 1, 99).stream()
                        .mapToDouble(job -> cost.ns(1, job.work().longest()))
                        .average()
                        .orElseThrow();
    }

    private static List<Outcome> run(BatchRules rules, Cost cost, double load) {
        double rate = load * capacityAlone(cost);
        return LongStream.of(SEEDS)
                .mapToObj(seed -> new Simulation(rules, cost, 1, seed).run(Simulation.mixed(JOBS, rate, seed)))
                .toList();
    }

    private static double p99(List<Outcome> runs) {
        return runs.stream().mapToDouble(run -> run.quantileMs(0.99)).average().orElseThrow();
    }

    private static double p99(BatchRules rules, Cost cost, double load) {
        return p99(run(rules, cost, load));
    }

    private static double padding(List<Outcome> runs) {
        return runs.stream().mapToDouble(Outcome::padding).average().orElseThrow();
    }

    @Test
    void atNinetyPercentOfWhatOneByOneCanDoTheSlowestAreMuchFaster() {
        double off = p99(OFF, PROCESSOR, 0.9);
        List<Outcome> adaptive = run(ADAPTIVE, PROCESSOR, 0.9);
        assertTrue(p99(adaptive) <= 0.7 * off, p99(adaptive) + " ms against " + off);
        assertTrue(padding(adaptive) <= 0.1, padding(adaptive) + " of the tokens are padding");
    }

    /** Of the 4.2 ms of a mean text only 1.2 can be shared, so no batching whatever could answer 1.4 times as many. */
    @Test
    void atTheSameP99MoreRequestsAreAnswered() {
        double off = p99(OFF, PROCESSOR, 0.97);
        double adaptive = p99(ADAPTIVE, PROCESSOR, 1.08);
        assertTrue(adaptive <= off, adaptive + " ms at 1.08 against " + off + " at 0.97");
    }

    @Test
    void noFixedSizeIsBetterOnAProcessor() {
        for (double load : new double[] {0.5, 0.9}) {
            double adaptive = p99(ADAPTIVE, PROCESSOR, load);
            for (int size : new int[] {1, 2}) {
                double fixed = p99(fixed(size, 0), PROCESSOR, load);
                assertTrue(adaptive <= 1.05 * fixed, adaptive + " ms against " + fixed + " with batches of " + size);
            }
        }
    }

    @Test
    void noFixedSizeAndDelayIsMuchBetterOnACard() {
        for (double load : new double[] {0.5, 2, 4}) {
            double adaptive = p99(ADAPTIVE, CARD, load);
            for (int size : new int[] {4, 8}) {
                for (long delayNs : new long[] {0, 4_000_000}) {
                    double fixed = p99(fixed(size, delayNs), CARD, load);
                    assertTrue(
                            adaptive <= 1.1 * fixed,
                            adaptive + " ms against " + fixed + " with " + size + " and " + delayNs + " at " + load);
                }
            }
        }
    }

    @Test
    void waitingForMoreHappensOnACardAndNeverOnAProcessor() {
        assertEquals(0, run(ADAPTIVE, PROCESSOR, 0.9).get(0).pauses);
        assertTrue(run(ADAPTIVE, CARD, 2).get(0).pauses > 0);
    }

    @Test
    void underFiveTimesTheLoadTheAcceptedKeepTheGoal() {
        double rate = 5 * capacityAlone(PROCESSOR);
        List<Job> jobs = Simulation.mixed(40_000, rate, 4);
        Outcome outcome = new Simulation(ADAPTIVE, PROCESSOR, 1, 4).admitting().run(jobs);
        assertTrue(
                outcome.quantileMs(0.99) <= 180, outcome.quantileMs(0.99) + " ms; a server needs some of 200 itself");
        assertEquals(jobs.size(), outcome.done.size() + outcome.refused.size());
        assertTrue(outcome.done.size() >= 0.25 * jobs.size(), "more than one by one: " + outcome.done.size());
    }

    /**
     * At 1.08 times what one by one can do, with three stalls of half the goal in each run. Who is refused is looked up in a run
     * of the same requests where nobody is: had it been done within the goal there, it was refused wrongly.
     */
    @Test
    void belowSaturationHardlyAnybodyIsRefusedWhoWouldHaveBeenInTime() {
        long goalNs = ADAPTIVE.goalNs();
        double rate = 1.08 * capacityAlone(PROCESSOR);
        long everyNs = (long) (JOBS / rate / 3 * 1e9);
        int wrongly = 0;
        int missed = 0;
        int missedWithout = 0;
        for (long seed = 1; seed <= 6; seed++) {
            List<Job> jobs = Simulation.mixed(JOBS, rate, seed);
            Outcome with = new Simulation(ADAPTIVE, PROCESSOR, 1, seed)
                    .stalling(everyNs, goalNs / 2)
                    .admitting()
                    .run(jobs);
            Outcome without = new Simulation(ADAPTIVE, PROCESSOR, 1, seed)
                    .stalling(everyNs, goalNs / 2)
                    .run(jobs);
            Set<Job> late = without.later(goalNs);
            wrongly += (int)
                    with.refused.stream().filter(job -> !late.contains(job)).count();
            missed += with.refused.size() + with.later(goalNs).size();
            missedWithout += late.size();
        }
        int all = 6 * JOBS;
        assertTrue(missedWithout >= 0.005 * all, "what stands still makes some late: " + missedWithout);
        assertTrue(wrongly <= 0.003 * all, wrongly + " of " + all + " were refused wrongly");
        assertTrue(missed <= 0.75 * missedWithout, "to refuse some helps the others: " + missed + ", " + missedWithout);
    }

    @Test
    void atNinetyPercentNobodyIsRefused() {
        double rate = 0.9 * capacityAlone(PROCESSOR);
        for (long seed : SEEDS) {
            Outcome outcome =
                    new Simulation(ADAPTIVE, PROCESSOR, 1, seed).admitting().run(Simulation.mixed(JOBS, rate, seed));
            assertEquals(List.of(), outcome.refused);
        }
    }

    /** Half of what one by one can do, then five times as much, and half again. */
    @Test
    void theBeginningOfAnOverloadIsNoWorseThanTheRestAndItsEndIsForgotten() {
        double capacity = capacityAlone(PROCESSOR);
        for (long seed : SEEDS) {
            List<Job> jobs = new ArrayList<>();
            for (double load : new double[] {0.5, 5, 0.5}) {
                long fromNs = jobs.isEmpty() ? 0 : jobs.get(jobs.size() - 1).arrivedNs();
                int from = jobs.size();
                Simulation.mixed((int) (load * 2_000), load * capacity, seed)
                        .forEach(job -> jobs.add(new Job(
                                from + job.id(),
                                fromNs + job.arrivedNs(),
                                job.priority(),
                                job.deadlineNs(),
                                job.work())));
            }
            Outcome outcome =
                    new Simulation(ADAPTIVE, PROCESSOR, 1, seed).admitting().run(jobs);
            assertTrue(outcome.quantileMs(0.99) <= 190, outcome.quantileMs(0.99) + " ms");
            long endNs = jobs.get(10_999).arrivedNs();
            assertEquals(
                    List.of(),
                    outcome.refused.stream()
                            .filter(job -> job.arrivedNs() > endNs + 2 * ADAPTIVE.goalNs())
                            .toList());
        }
    }

    @Test
    void withTwoWorkersToo() {
        double rate = 1.8 * capacityAlone(PROCESSOR);
        List<Job> jobs = Simulation.mixed(JOBS, rate, 1);
        double off = new Simulation(OFF, PROCESSOR, 2, 1).run(jobs).quantileMs(0.99);
        double adaptive = new Simulation(ADAPTIVE, PROCESSOR, 2, 1).run(jobs).quantileMs(0.99);
        assertTrue(adaptive <= 0.8 * off, adaptive + " ms against " + off);
    }
}
