package io.narrows.server.batching.planning;

import io.narrows.server.batching.planning.BatchCut.Lead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forms the batches that the learned cost model says are best for all that wait. Until the model knows enough, every
 * request is served alone: that teaches it most, and where texts are of very different lengths, batches by chance can be
 * much slower.
 */
final class AdaptivePlanner<P extends Pending> implements BatchPlanner<P> {
    /*
     * Who leads: whoever has waited too long (Turn); then, within the highest priority, whoever would miss its deadline
     * behind the batch that would otherwise be next, earliest first; otherwise the batch that serves most for its time
     * (Smith's rule: weight over time, which gives the least mean wait), where the weight of a request grows with its
     * age.
     *
     * Who joins (Growing): those nearest in length, as long as joining pays:
     *
     *     what it saves, for each that waits and for the one that joins  >  what it delays, for each member
     *
     * Padding has no limit of its own: it is a cost like any other, dear on a processor and cheap on a graphics card.
     *
     * Waiting for more while a worker is free pays by the same reckoning, with the next request expected after the mean
     * gap: the members lose gap + what the next adds, the next gains what it saves - gap. That needs a forward whose fixed
     * part is several gaps long, as on a GPU, and is never so where a few tokens cost as much as a forward. It is asked
     * only of the last free worker, because another one could serve the next, and ends when a member has waited for as
     * long as joining saves.
     */
    private static final Comparator<Pending> BY_LENGTH =
            Comparator.<Pending>comparingInt(one -> one.work().longest()).thenComparingLong(Pending::queuedNs);

    /**
     * By how much more the oldest request counts than one that has just come; in between it grows with the square of the age.
     * Found by simulation: with 0 the mean is lower and the p99 higher; above, hardly anything changes.
     */
    private static final double AGE_WEIGHT = 32;

    private final BatchRules rules;
    private final OrderedPlanner<P> alone;

    AdaptivePlanner(BatchRules rules) {
        this.rules = rules;
        this.alone = new OrderedPlanner<>(new BatchRules(BatchingMode.OFF, rules.maxTexts(), 0, rules.goalNs()));
    }

    @Override
    public Plan<P> plan(View<P> view) {
        if (!view.cost().known()) {
            return alone.plan(view);
        }
        P overdue = Turn.overdue(view, rules.ageBoundNs());
        if (overdue != null) {
            return led(view, overdue, Lead.AGE);
        }
        Growing<P> soonest = soonest(view);
        P urgent = urgent(view, soonest);
        if (urgent != null) {
            return led(view, urgent, Lead.DEADLINE);
        }
        return soonest.members().size() == view.waiting().size() && waitingPays(view, soonest)
                ? new Pause<>(patience(view, soonest))
                : soonest.cut(Lead.SOONEST);
    }

    private <T extends Pending> Plan<T> led(View<T> view, T leader, Lead lead) {
        List<T> peers = peers(view, leader.priority());
        Growing<T> batch = new Growing<>(view, rules, peers, peers.indexOf(leader));
        batch.grow();
        return batch.cut(lead);
    }

    /** The best batch among the highest priority. */
    private <T extends Pending> Growing<T> soonest(View<T> view) {
        int priority = view.waiting().stream().mapToInt(Pending::priority).min().orElseThrow();
        List<T> peers = peers(view, priority);
        Growing<T> best = null;
        double most = -1;
        int length = 0;
        for (int i = 0; i < peers.size(); i++) {
            Work seed = peers.get(i).work();
            if (seed.shares()) {
                if (seed.longest() == length) {
                    continue; // an older one of the same length was a seed
                }
                length = seed.longest();
            }
            Growing<T> batch = new Growing<>(view, rules, peers, i);
            batch.grow();
            double score = score(view, batch);
            if (score > most) {
                most = score;
                best = batch;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("nothing waits; a plan needs at least one request");
        }
        return best;
    }

    private <T extends Pending> double score(View<T> view, Growing<T> batch) {
        double oldest = 1;
        for (T one : view.waiting()) {
            oldest = Math.max(oldest, (double) (view.nowNs() - one.queuedNs()));
        }
        double weight = 0;
        for (T member : batch.members()) {
            double age = (double) (view.nowNs() - member.queuedNs()) / oldest;
            weight += 1 + AGE_WEIGHT * age * age;
        }
        return weight / batch.ns();
    }

    private static <T extends Pending> List<T> peers(View<T> view, int priority) {
        List<T> peers = new ArrayList<>();
        for (T one : view.waiting()) {
            if (one.priority() == priority) {
                peers.add(one);
            }
        }
        peers.sort(BY_LENGTH);
        return peers;
    }

    /** The one with the earliest deadline that could be kept now and not after a batch; null when there is none. */
    private static <T extends Pending> @Nullable T urgent(View<T> view, Growing<T> batch) {
        T urgent = null;
        int priority = batch.members().get(0).priority();
        for (T one : view.waiting()) {
            if (one.priority() == priority && one.deadlineNs() != Pending.NO_DEADLINE) {
                double slack =
                        (double) (one.deadlineNs() - view.nowNs()) - view.cost().ns(one.work());
                boolean missed = slack < batch.ns() && !batch.members().contains(one);
                if (slack >= 0 && missed && (urgent == null || one.deadlineNs() < urgent.deadlineNs())) {
                    urgent = one;
                }
            }
        }
        return urgent;
    }

    private <T extends Pending> boolean waitingPays(View<T> view, Growing<T> batch) {
        if (view.idleWorkers() > 1 || !batch.hasRoom()) {
            return false;
        }
        double gap = view.gapNs();
        double longer = view.cost().ns(batch.texts() + 1, batch.longest());
        double saved = batch.ns() + view.cost().ns(1, batch.longest()) - longer;
        double lost = gap + longer - batch.ns();
        return batch.members().size() * lost < saved - gap && view.nowNs() < patience(view, batch);
    }

    /** Until when waiting for more may go on at most. */
    private static <T extends Pending> long patience(View<T> view, Growing<T> batch) {
        double saved =
                batch.ns() + view.cost().ns(1, batch.longest()) - view.cost().ns(batch.texts() + 1, batch.longest());
        long oldest = Long.MAX_VALUE;
        long deadline = Long.MAX_VALUE;
        for (T member : batch.members()) {
            oldest = Math.min(oldest, member.queuedNs());
            deadline = Math.min(deadline, member.deadlineNs());
        }
        return Math.min(oldest + (long) saved, deadline - (long) (2 * batch.ns()));
    }
}
