package io.narrows.golden;

import io.narrows.golden.GoldenDeviation.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can only be said of the answers to all samples together, for each output. One use per way of asking; one thread. */
final class SetMeasures {
    private final Map<String, Output> outputs = new LinkedHashMap<>();

    private record Output(Power power, Similarities similarities) {}

    void add(GoldenTensor expected, GoldenTensor actual, Differences differences) {
        Output measured = outputs.computeIfAbsent(expected.name(), name -> new Output(new Power(), new Similarities()));
        measured.power.add(differences);
        measured.similarities.add(expected.shape(), Tensors.reals(expected), Tensors.reals(actual));
    }

    /** The worst of each metric over the outputs; a metric that cannot be told is left out. */
    GoldenFigures figures() {
        GoldenFigures worst = GoldenFigures.NONE;
        for (Output output : outputs.values()) {
            worst = worst.worse(figures(output));
        }
        return worst;
    }

    private static GoldenFigures figures(Output output) {
        GoldenFigures figures = GoldenFigures.NONE.with(GoldenMetric.SQNR, output.power.sqnrDb());
        if (!output.similarities.comparable()) {
            return figures;
        }
        figures = figures.with(GoldenMetric.NEIGHBOURS, output.similarities.neighbourAgreement());
        double ranks = output.similarities.rankAgreement();
        return Double.isNaN(ranks) ? figures : figures.with(GoldenMetric.RANKS, ranks);
    }

    /** How each limit on the whole set is kept; one that cannot be told is not kept. */
    List<GoldenDeviation> deviations(GoldenTolerance tolerance, String mode) {
        List<GoldenDeviation> found = new ArrayList<>();
        outputs.forEach((name, output) -> {
            GoldenFigures figures = figures(output);
            tolerance.limits().forEach((metric, limit) -> {
                if (!metric.ofEachSample()) {
                    found.add(deviation(name, output, metric, figures, limit, mode));
                }
            });
        });
        return found;
    }

    private static GoldenDeviation deviation(
            String name, Output output, GoldenMetric metric, GoldenFigures figures, double limit, String mode) {
        double value = figures.get(metric);
        String expected = metric == GoldenMetric.SQNR
                ? "finite values"
                : "at least " + Similarities.FEWEST_ROWS + " different rows of one width";
        return new GoldenDeviation(
                "",
                "",
                mode,
                name,
                -1,
                "",
                Metric.of(metric),
                Double.isNaN(value) ? expected : "",
                Double.isNaN(value) ? output.similarities.rows() + " rows" : "",
                value,
                limit,
                metric.holds(value, limit));
    }
}
