package io.narrows.server.batching.planning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Requests, a queue, a planner and workers on a clock of its own: events in the order of their time. The same seed gives the
 * same run. The planner sees what the cost model learned from the simulated forwards, not their true cost.
 */
final class Simulation {
    /** A request. */
    record Job(int id, long arrivedNs, int priority, long deadlineNs, Work work) implements Pending {
        @Override
        public long queuedNs() {
            return arrivedNs;
        }
    }

    /** What a forward takes, in ns, but for noise. */
    @FunctionalInterface
    interface Cost {
        double ns(int texts, int longest);
    }

    /** Hears of every batch when it begins. */
    @FunctionalInterface
    interface Listener {
        void began(BatchCut<Job> cut, List<Job> leftBehind, long nowNs);
    }

    private record End(long atNs, int worker, List<Job> members, Work work, long beganNs) {}

    /** What came of it. */
    static final class Outcome {
        final List<Job> done = new ArrayList<>();
        final List<Long> latenciesNs = new ArrayList<>();
        final List<Job> refused = new ArrayList<>();
        final List<Job> expired = new ArrayList<>();
        int batches;
        int pauses;
        long tokens;
        long padded;

        double quantileMs(double q) {
            List<Long> sorted = new ArrayList<>(latenciesNs);
            Collections.sort(sorted);
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size()))) / 1e6;
        }

        /** Those that were done, but later than so long after they came. */
        Set<Job> later(long ns) {
            Set<Job> later = new HashSet<>();
            for (int i = 0; i < done.size(); i++) {
                if (latenciesNs.get(i) > ns) {
                    later.add(done.get(i));
                }
            }
            return later;
        }

        double padding() {
            return 1 - (double) tokens / padded;
        }
    }

    private static final double NOISE = 0.1;
    private static final double GAPS = 32;

    private final BatchRules rules;
    private final BatchPlanner<Job> planner;
    private final Cost cost;
    private final boolean[] busy;
    private final CostModel model = new CostModel();
    private final Backlog backlog;
    private final Outcome outcome = new Outcome();
    private final List<Job> waiting = new ArrayList<>();
    private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingLong(End::atNs));
    private final Random random;
    private boolean admits;
    private Listener listener = (cut, left, now) -> {};
    private boolean agedLast;
    private double gapNs = Double.POSITIVE_INFINITY;
    private long now;
    private long nextStallNs = Long.MAX_VALUE;
    private long stallEveryNs;
    private long stallForNs;

    Simulation(BatchRules rules, Cost cost, int workers, long seed) {
        this.rules = rules;
        this.cost = cost;
        planner = rules.planner();
        busy = new boolean[workers];
        backlog = new Backlog(workers, rules.goalNs());
        random = new Random(seed);
        for (int texts = 1; texts <= rules.maxTexts(); texts *= 2) {
            for (int longest : new int[] {8, 40, 80, 160}) {
                model.ran(texts, longest, (long) noisy(cost.ns(texts, longest)));
            }
        }
    }

    private double noisy(double ns) {
        return ns * Math.exp(NOISE * random.nextGaussian());
    }

    /** Refuses requests that would come later than the goal, as the queue does: never one that nothing stands in front of. */
    Simulation admitting() {
        admits = true;
        return this;
    }

    /** Now and then what runs or is next to run takes longer, as when the machine stands still. */
    Simulation stalling(long everyNs, long forNs) {
        nextStallNs = everyNs;
        stallEveryNs = everyNs;
        stallForNs = forNs;
        return this;
    }

    Simulation listener(Listener hears) {
        listener = hears;
        return this;
    }

    /** Serves requests, which are in the order of their arrival. */
    Outcome run(List<Job> jobs) {
        int next = 0;
        long pauseNs = Long.MAX_VALUE;
        long lastArrivalNs = 0;
        while (next < jobs.size() || !ends.isEmpty() || !waiting.isEmpty()) {
            long arrivalNs = next < jobs.size() ? jobs.get(next).arrivedNs() : Long.MAX_VALUE;
            End end = ends.peek();
            long endNs = end == null ? Long.MAX_VALUE : end.atNs();
            now = Math.min(Math.min(arrivalNs, endNs), pauseNs);
            if (end != null && now == endNs) {
                ends.remove();
                ended(end);
            } else if (now == arrivalNs) {
                double gap = (double) (now - lastArrivalNs);
                gapNs = Double.isInfinite(gapNs) ? gap : gapNs + (gap - gapNs) / GAPS;
                lastArrivalNs = now;
                arrived(jobs.get(next++));
            }
            pauseNs = serve();
        }
        return outcome;
    }

    private void arrived(Job job) {
        CostEstimate known = model.estimate();
        if (known.known()) {
            backlog.came(job, now, known);
        }
        boolean first = waiting.isEmpty() && idle() > 0;
        if (admits && !first && known.known() && backlog.lateByNs(job, waiting, now, known) > 0) {
            outcome.refused.add(job);
        } else {
            waiting.add(job);
        }
    }

    private void ended(End end) {
        busy[end.worker()] = false;
        backlog.ended(end.worker(), now - end.beganNs());
        if (end.work().forwards() == 1) {
            model.ran(end.work().texts(), end.work().longest(), now - end.beganNs());
        }
        for (Job job : end.members()) {
            outcome.done.add(job);
            outcome.latenciesNs.add(now - job.arrivedNs());
        }
    }

    /** Until when all that are free wait for more. */
    private long serve() {
        waiting.removeIf(job -> now > job.deadlineNs() && outcome.expired.add(job));
        while (idle() > 0 && !waiting.isEmpty()) {
            Plan<Job> plan = planner.plan(
                    new View<>(Collections.unmodifiableList(waiting), now, idle(), gapNs, agedLast, model.estimate()));
            if (plan instanceof Pause<Job> pause) {
                outcome.pauses++;
                return pause.untilNs();
            }
            begin((BatchCut<Job>) plan);
        }
        return Long.MAX_VALUE;
    }

    private void begin(BatchCut<Job> cut) {
        waiting.removeAll(cut.members());
        agedLast = cut.lead() == BatchCut.Lead.AGE;
        listener.began(cut, waiting, now);
        Work work = cut.work();
        int worker = 0;
        while (busy[worker]) {
            worker++;
        }
        busy[worker] = true;
        double took = noisy(trueNs(cut));
        if (now >= nextStallNs) {
            took += (double) stallForNs;
            nextStallNs += stallEveryNs;
        }
        backlog.began(worker, cut.members(), model.estimate().ns(work), now, model.estimate());
        ends.add(new End(now + (long) took, worker, cut.members(), work, now));
        outcome.batches++;
        outcome.padded += work.padded();
        outcome.tokens += work.tokens();
    }

    private double trueNs(BatchCut<Job> cut) {
        Work work = cut.work();
        return work.forwards() == 1
                ? cost.ns(work.texts(), work.longest())
                : work.forwards() * cost.ns(Math.max(1, work.texts() / work.forwards()), work.longest());
    }

    private int idle() {
        int idle = 0;
        for (boolean one : busy) {
            idle += one ? 0 : 1;
        }
        return idle;
    }

    /** Arrivals of a Poisson process, of texts of 4 to 256 tokens: words, sentences, paragraphs, pages. */
    static List<Job> mixed(int count, double perSecond, long seed) {
        Random random = new Random(seed);
        List<Job> jobs = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
            double kind = random.nextDouble();
            int tokens;
            if (kind < 0.2) {
                tokens = 4 + random.nextInt(4);
            } else if (kind < 0.67) {
                tokens = 10 + random.nextInt(40);
            } else if (kind < 0.9) {
                tokens = 50 + random.nextInt(100);
            } else {
                tokens = Math.min(256, 120 + random.nextInt(250));
            }
            jobs.add(new Job(i, (long) at, 5, Pending.NO_DEADLINE, Work.together(1, tokens, tokens)));
        }
        return jobs;
    }
}
