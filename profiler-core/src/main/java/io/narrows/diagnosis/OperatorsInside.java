package io.narrows.diagnosis;

import io.narrows.analysis.operators.OperatorStatistics;
import io.narrows.whatif.Change;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Layers of one kind that take most of the forward; where none does, one operator that does, in whichever layers. */
final class OperatorsInside implements Detector {

    static final String ID = "operator-heavy";

    /** Part of the forward from which on one kind of layer dominates it. */
    private static final double DOMINATES = 0.3;

    /** How much faster such layers become by another precision or a fused operator, as a modest guess. */
    private static final double FASTER = 0.4;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        OperatorStatistics operators = evidence.analysis().operators();
        if (operators.others() > 0) {
            return; // the stage is that of all models, and it is not known how much of it this one is
        }
        Evidence.StageShare forward = evidence.stages().stream()
                .filter(share -> share.stage().segment().equals("COMPUTE")
                        && !share.role().waits())
                .max(Comparator.comparingLong(Evidence.StageShare::meanTenths))
                .orElse(null);
        OperatorStatistics.Row layers = dominating(operators.layers());
        OperatorStatistics.Row most = layers == null ? dominating(operators.operators()) : layers;
        if (forward == null || most == null) {
            return;
        }
        String what = layers == null ? operator(most) : layers(most);
        into.accept(Draft.gain(
                        ID,
                        forward.place(),
                        Words.percent(most.share()) + " of " + Words.name(forward.name()) + " is " + what,
                        String.format(
                                Locale.ROOT,
                                "%d profiled: %s of %s in %.0f calls; %s",
                                operators.batches(),
                                Words.ms(most.msPerForward()),
                                Words.ms(operators.forwardMs()),
                                most.callsPerForward(),
                                forward.words()),
                        "Make these faster: fused operators (reference server: `model.variant: fp32-sdpa` fuses the attention), "
                                + "another precision or engine (`model.engine`), or fewer tokens to compute; then `narrows golden check`.",
                        evidence.promise(
                                evidence.faster(List.of(forward.name()), FASTER * most.share()),
                                what + " 40 % faster",
                                "at least",
                                new Change.Faster(forward.name(), 100 * FASTER * most.share())))
                .explaining(List.of(StageTime.ID), List.of(forward.name())));
    }

    /** The largest of them that has a name, where it dominates the forward; otherwise null. */
    private static OperatorStatistics.@Nullable Row dominating(List<OperatorStatistics.Row> rows) {
        return rows.stream()
                .filter(row -> !row.name().isEmpty())
                .findFirst()
                .filter(row -> row.lo() >= DOMINATES)
                .orElse(null);
    }

    private static String layers(OperatorStatistics.Row row) {
        return row.name().contains("*") && row.layers() > 1
                ? String.format(Locale.ROOT, "the %d layers %s", row.layers(), Words.name(row.name()))
                : Words.name(row.name());
    }

    private static String operator(OperatorStatistics.Row row) {
        return row.layers() > 1
                ? String.format(Locale.ROOT, "%s, in %d layers", Words.name(row.name()), row.layers())
                : Words.name(row.name());
    }
}
