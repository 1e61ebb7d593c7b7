package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.batching.planning.Simulation.Job;
import io.narrows.server.batching.planning.Simulation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every mode, load, mix of priorities and deadlines, on the simulated clock. */
class PlannerPropertyTest {
    private static final long MS = 1_000_000;

    private static List<Job> jobs(long seed, int loadPercent) {
        Random random = new Random(seed);
        List<Job> jobs = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < 300; i++) {
            at += -Math.log(1 - random.nextDouble()) * 10 * MS * 100 / loadPercent;
            int[] lengths = random.ints(
                            random.nextInt(6) == 0 ? 1 + random.nextInt(20) : 1, 2, random.nextBoolean() ? 30 : 257)
                    .toArray();
            CostEstimate cost = new CostEstimate(100, 1.2 * MS, 0.045 * MS, 0, 0);
            long deadline = random.nextInt(4) == 0 ? (long) at + random.nextInt(400) * MS : Pending.NO_DEADLINE;
            jobs.add(new Job(
                    i,
                    (long) at,
                    1 + random.nextInt(3),
                    deadline,
                    Forwards.cheapest(lengths, 8, cost).work()));
        }
        return jobs;
    }

    /** Follows a run and fails where a rule of all modes is broken. */
    private static final class Rules implements Simulation.Listener {
        private final BatchRules rules;
        private final Set<Integer> seen = new HashSet<>();

        /** Batches that may begin before an overdue request leads one. */
        private final Map<Integer, Integer> patience = new HashMap<>();

        Rules(BatchRules rules) {
            this.rules = rules;
        }

        @Override
        public void began(BatchCut<Job> cut, List<Job> left, long now) {
            int texts = 0;
            int last = 0;
            for (Job member : cut.members()) {
                assertTrue(seen.add(member.id()), "served twice: " + member);
                assertTrue(now <= member.deadlineNs(), "served after its deadline: " + member);
                texts += member.work().texts();
                last = Math.max(last, member.priority());
                patience.remove(member.id());
            }
            assertTrue(cut.members().size() == 1 || texts <= rules.maxTexts(), texts + " texts together");
            for (Job job : left) {
                if (cut.lead() != BatchCut.Lead.AGE) {
                    assertTrue(last <= job.priority(), job + " was overtaken by priority " + last);
                }
                for (Job member : cut.members()) {
                    boolean alike =
                            job.priority() == member.priority() && job.work().equals(member.work());
                    boolean led = member == cut.members().get(0) && cut.lead() == BatchCut.Lead.DEADLINE;
                    assertTrue(
                            !alike || led || member.queuedNs() <= job.queuedNs(), job + " was overtaken by its like");
                }
                if (now - job.queuedNs() > rules.ageBoundNs()) {
                    long before = left.stream()
                            .filter(one -> one.queuedNs() < job.queuedNs())
                            .count();
                    int may = patience.merge(job.id(), 2 * (int) before + 2, (had, fresh) -> had - 1);
                    assertTrue(may >= 0, "starved: " + job);
                }
            }
        }
    }

    @Property(tries = 60)
    void nothingIsLostDoubledStarvedOrLate(
            @ForAll BatchingMode mode,
            @ForAll @IntRange(min = 1, max = 12) int maxTexts,
            @ForAll @IntRange(min = 1, max = 3) int workers,
            @ForAll @IntRange(min = 20, max = 600) int loadPercent,
            @ForAll @IntRange(min = 0, max = 20) int delayMs,
            @ForAll boolean admits,
            @ForAll long seed) {
        BatchRules rules = new BatchRules(mode, maxTexts, delayMs * MS, 200 * MS);
        List<Job> jobs = jobs(seed, loadPercent);
        Simulation simulation = new Simulation(
                        rules, (texts, longest) -> 1.2 * MS + 0.045 * MS * texts * longest, workers, seed)
                .listener(new Rules(rules));
        Outcome outcome = (admits ? simulation.admitting() : simulation).run(jobs);
        Set<Job> all = new HashSet<>(outcome.done);
        all.addAll(outcome.refused);
        all.addAll(outcome.expired);
        assertEquals(jobs.size(), outcome.done.size() + outcome.refused.size() + outcome.expired.size());
        assertEquals(new HashSet<>(jobs), all);
    }
}
