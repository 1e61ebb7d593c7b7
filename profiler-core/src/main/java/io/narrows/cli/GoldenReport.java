package io.narrows.cli;

import io.narrows.golden.GoldenDeviation;
import io.narrows.golden.GoldenMetric;
import io.narrows.golden.GoldenNoise;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.LayerComparison;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of a golden check for people. */
final class GoldenReport {
    private static final int SHOWN_FAILURES = 5;

    private final StringBuilder text = new StringBuilder();
    private final GoldenResult result;

    private GoldenReport(GoldenResult result) {
        this.result = result;
    }

    static String of(GoldenSet set, GoldenResult result) {
        GoldenReport report = new GoldenReport(result);
        report.head(set);
        report.figures();
        report.noise();
        report.worst();
        return report.text.toString();
    }

    /** One line for each of several forms of a model. */
    static String table(Map<String, GoldenResult> results) {
        GoldenReport report = new GoldenReport(results.values().iterator().next());
        report.line(
                "%-16s  %-28s  %-13s  %9s  %11s  %8s  %10s  %7s",
                "variant", "tier", "result", "max abs", "cosine", "SQNR dB", "neighbours", "ranks");
        results.forEach((form, result) -> report.line(
                "%-16s  %-28s  %-13s  %9s  %11s  %8s  %10s  %7s",
                form,
                result.tolerance().tier().word(),
                verdict(result),
                shown(result, GoldenMetric.MAX_ABS),
                shown(result, GoldenMetric.COSINE),
                shown(result, GoldenMetric.SQNR),
                shown(result, GoldenMetric.NEIGHBOURS),
                shown(result, GoldenMetric.RANKS)));
        return report.text.toString();
    }

    /** What comes out of each layer, and which is the first that parts. */
    static String layers(LayerComparison compared, String questioned, String trusted) {
        StringBuilder text = new StringBuilder();
        String end = System.lineSeparator();
        text.append(questioned).append(" against ").append(trusted).append(", ");
        text.append(compared.samples())
                .append(compared.samples() == 1 ? " sample" : " samples")
                .append(", each alone");
        text.append(end).append(end);
        String format = "%-12s  %9s  %11s  %9s  %s%n";
        text.append(String.format(Locale.ROOT, format, "layer", "SQNR dB", "cosine", "max abs", "worst sample"));
        for (LayerComparison.Layer layer : compared.layers()) {
            text.append(String.format(
                    Locale.ROOT,
                    format,
                    layer.name(),
                    value(GoldenMetric.SQNR, layer.figures().get(GoldenMetric.SQNR)),
                    value(GoldenMetric.COSINE, layer.figures().get(GoldenMetric.COSINE)),
                    value(GoldenMetric.MAX_ABS, layer.figures().get(GoldenMetric.MAX_ABS)),
                    layer.worst() + (compared.within(layer) ? "" : "  outside")));
        }
        text.append(end)
                .append(compared.first()
                        .map(layer -> "the first layer that parts is " + layer.name())
                        .orElse("every layer has at least " + compared.minSqnrDb() + " dB"));
        return text.append(end).toString();
    }

    /** The signal-to-error ratio of a layer in words. */
    static String sqnr(LayerComparison.Layer layer) {
        return "SQNR " + value(GoldenMetric.SQNR, layer.figures().get(GoldenMetric.SQNR)) + " dB";
    }

    private static String shown(GoldenResult result, GoldenMetric metric) {
        return result.figures().has(metric) ? value(metric, result.figures().get(metric)) : "-";
    }

    private void head(GoldenSet set) {
        line("golden check of model %s with %s", result.model(), known(result.engine()));
        line("expected answers   %s, %s, %d samples", known(set.engine()), set.recorded(), result.samples());
        line("tolerance          %s", result.tolerance().tier().word());
        line("result             %s: %s", verdict(result), result.reason());
    }

    private void figures() {
        if (result.compared() == 0) {
            return;
        }
        line("compared           %d alone, %d of them in batches too", result.compared(), result.batched());
        line("same bits          %d of %d", result.counts().bitEqual(), result.compared());
        line("");
        line("%-20s  %12s  %12s  %12s", "", "differs by", "own noise", "limit");
        for (GoldenMetric metric : GoldenMetric.values()) {
            if (!result.figures().has(metric)
                    && result.tolerance().limit(metric).isEmpty()) {
                continue;
            }
            line(
                    "%-20s  %12s  %12s  %12s%s",
                    metric.word(),
                    value(metric, result.figures().get(metric)),
                    noise(metric),
                    result.tolerance().limit(metric).isPresent()
                            ? value(metric, result.tolerance().limit(metric).getAsDouble())
                            : "-",
                    remark(metric));
        }
    }

    private String noise(GoldenMetric metric) {
        GoldenNoise noise = result.noise();
        return noise == null || !noise.floor().has(metric)
                ? "-"
                : value(metric, noise.floor().get(metric));
    }

    private String remark(GoldenMetric metric) {
        if (result.tolerance().limit(metric).isEmpty()) {
            return "";
        }
        double limit = result.tolerance().limit(metric).getAsDouble();
        GoldenNoise noise = result.noise();
        boolean above = noise != null && noise.above(metric, limit);
        return (metric.holds(result.figures().get(metric), limit) ? "" : "  outside")
                + (above ? "  the limit is tighter than the model's own noise" : "");
    }

    private void noise() {
        GoldenNoise noise = result.noise();
        if (noise == null || noise.ways().size() < 2) {
            return;
        }
        line("");
        line(
                "%-42s  %13s  %9s  %9s  %11s",
                "against its own answers alone", "same bits", "max abs", "max ULP", "cosine");
        for (GoldenNoise.Way way : noise.ways()) {
            line(
                    "%-42s  %6d of %-4d  %9s  %9s  %11s%s%s",
                    way.name(),
                    way.bitEqual(),
                    way.answers(),
                    value(GoldenMetric.MAX_ABS, way.figures().get(GoldenMetric.MAX_ABS)),
                    value(GoldenMetric.MAX_ULP, way.figures().get(GoldenMetric.MAX_ULP)),
                    value(GoldenMetric.COSINE, way.figures().get(GoldenMetric.COSINE)),
                    way.worst().isEmpty() ? "" : "  " + way.worst(),
                    way.failed() == 0 ? "" : "  (" + way.failed() + " failed)");
        }
        line(
                "%s",
                noise.invariant()
                        ? "batch-invariant: every answer has the same bits in every way of asking"
                        : "not batch-invariant: answers depend on how they are asked, by what the table says");
    }

    private void worst() {
        @Nullable GoldenDeviation worst = result.worst();
        if (worst != null) {
            line("");
            line("%-9s %s", result.passed() ? "farthest" : "worst", worst.line());
        }
        int shown = 0;
        for (GoldenDeviation failure : result.failures()) {
            if (shown == SHOWN_FAILURES) {
                line("  ... (%d shown; --format json lists more)", shown);
                break;
            }
            line("  %s", failure.line());
            shown++;
        }
    }

    private static String verdict(GoldenResult result) {
        return result.passed() ? "holds" : result.decided() ? "does not hold" : "cannot decide";
    }

    private static String known(String engine) {
        return engine.isEmpty() ? "an engine that is not known" : engine;
    }

    private static String value(GoldenMetric metric, double value) {
        if (Double.isNaN(value)) {
            return metric.ofEachSample() ? "not finite" : "not told";
        }
        return switch (metric) {
            case MAX_ABS, MAX_REL -> String.format(Locale.ROOT, "%.2e", value);
            case MAX_ULP -> String.format(Locale.ROOT, "%.1f", value);
            case COSINE -> String.format(Locale.ROOT, "%.9f", value);
            case SQNR -> value >= GoldenMetric.MOST_DB ? "no error" : String.format(Locale.ROOT, "%.1f", value);
            case NEIGHBOURS, RANKS -> String.format(Locale.ROOT, "%.4f", value);
        };
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
