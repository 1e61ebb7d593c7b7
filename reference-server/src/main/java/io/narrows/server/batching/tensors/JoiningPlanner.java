package io.narrows.server.batching.tensors;

import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.BatchCut.End;
import io.narrows.server.batching.planning.BatchPlanner;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.Order;
import io.narrows.server.batching.planning.Plan;
import io.narrows.server.batching.planning.View;
import io.narrows.server.model.tensor.BatchAxis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves by priority and arrival. With the first go those behind it that can be joined to it, in their order, until one of
 * them no longer fits into the maximum; what cannot be joined keeps its place. Never waits.
 */
final class JoiningPlanner implements BatchPlanner<QueuedTensors> {
    private final BatchRules rules;
    private final @Nullable BatchAxis axis;

    /** @param axis null when each task runs by itself */
    JoiningPlanner(BatchRules rules, @Nullable BatchAxis axis) {
        this.rules = rules;
        this.axis = axis;
    }

    @Override
    public Plan<QueuedTensors> plan(View<QueuedTensors> view) {
        Order<QueuedTensors> order = Order.of(view, rules.ageBoundNs());
        List<QueuedTensors> members = new ArrayList<>();
        End end = axis == null && order.all().size() > 1 ? End.OFF : End.EMPTY;
        int rows = 0;
        for (QueuedTensors next : order.all()) {
            int own = next.task().rows();
            if (!members.isEmpty() && !joinable(members.get(0), next)) {
                end = end == End.EMPTY ? End.SHAPE : end;
            } else if (members.isEmpty() || own <= rules.maxTexts() - rows) {
                members.add(next);
                rows += own;
            } else {
                end = End.FULL;
                break;
            }
        }
        return new BatchCut<>(members, order.lead(), end);
    }

    private boolean joinable(QueuedTensors first, QueuedTensors next) {
        return axis != null && axis.joinable(first.task().inputs(), next.task().inputs());
    }
}
