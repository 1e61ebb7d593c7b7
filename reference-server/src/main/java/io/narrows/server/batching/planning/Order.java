package io.narrows.server.batching.planning;

import io.narrows.server.batching.planning.BatchCut.Lead;
import java.util.ArrayList;
import java.util.List;

/**
 * Those that wait, in the order in which they are served: priority, then arrival, but first whoever has waited too long.
 *
 * @param all at least one; the caller's own list
 * @param lead why the first of them is the first
 */
public record Order<P extends Pending>(List<P> all, Lead lead) {
    /** The order of a view, where what has waited for longer than the bound is overdue. */
    public static <P extends Pending> Order<P> of(View<P> view, long ageBoundNs) {
        List<P> all = new ArrayList<>(view.waiting());
        if (all.size() == 1) {
            return new Order<>(all, Lead.ORDER);
        }
        all.sort(Turn.order());
        P overdue = Turn.overdue(view, ageBoundNs);
        if (overdue == null || overdue == all.get(0)) {
            return new Order<>(all, Lead.ORDER);
        }
        all.remove(overdue);
        all.add(0, overdue);
        return new Order<>(all, Lead.AGE);
    }
}
