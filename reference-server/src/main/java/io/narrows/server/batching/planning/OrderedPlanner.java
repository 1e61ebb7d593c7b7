package io.narrows.server.batching.planning;

import io.narrows.server.batching.planning.BatchCut.End;
import io.narrows.server.batching.planning.BatchCut.Lead;
import java.util.List;

/**
 * Serves by priority and arrival. A batch is what comes next in that order, as long as its texts fit; nothing overtakes
 * what does not fit. A request above the maximum is a batch of its own. {@link BatchingMode#OFF} puts one request into a
 * batch; {@link BatchingMode#FIXED} waits for a batch to fill until its first member has waited for the delay.
 */
final class OrderedPlanner<P extends Pending> implements BatchPlanner<P> {
    private final BatchRules rules;

    OrderedPlanner(BatchRules rules) {
        this.rules = rules;
    }

    @Override
    public Plan<P> plan(View<P> view) {
        Order<P> turn = Order.of(view, rules.ageBoundNs());
        List<P> order = turn.all();
        Lead lead = turn.lead();
        if (rules.mode() == BatchingMode.OFF) {
            return new BatchCut<>(order.subList(0, 1), lead, order.size() == 1 ? End.EMPTY : End.OFF);
        }
        int members = 0;
        int texts = 0;
        long oldest = Long.MAX_VALUE;
        while (members < order.size()
                && (members == 0 || texts + order.get(members).work().texts() <= rules.maxTexts())) {
            texts += order.get(members).work().texts();
            oldest = Math.min(oldest, order.get(members).queuedNs());
            members++;
        }
        boolean full = texts >= rules.maxTexts() || members < order.size();
        long untilNs = oldest + rules.delayNs();
        if (!full && view.nowNs() < untilNs) {
            return new Pause<>(untilNs);
        }
        End end = full ? End.FULL : rules.delayNs() > 0 ? End.DELAY : End.EMPTY;
        return new BatchCut<>(order.subList(0, members), lead, end);
    }
}
