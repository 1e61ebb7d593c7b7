package io.narrows.cli;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Change;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.Station;
import io.narrows.whatif.WhatIf;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what a replay says as text. Holds no state. */
final class WhatIfText {

    private WhatIfText() {}

    static String render(WhatIf whatIf, @Nullable Prediction prediction) {
        StringBuilder text = new StringBuilder();
        Baseline baseline = whatIf.baseline();
        if (baseline.requests() > 0) {
            line(text, "%,d requests, replayed with nothing changed", baseline.requests());
            line(text, "");
            line(text, "  %-10s  %12s  %12s", "", "observed", "replayed");
            figures(
                    text,
                    "p50",
                    baseline.observed().p50Ms(),
                    baseline.replayed().p50Ms(),
                    "ms");
            figures(
                    text,
                    "p99",
                    baseline.observed().p99Ms(),
                    baseline.replayed().p99Ms(),
                    "ms");
            figures(
                    text,
                    "throughput",
                    baseline.observed().throughputPerS(),
                    baseline.replayed().throughputPerS(),
                    "/s");
            line(text, "");
            stations(text, baseline);
        }
        if (prediction != null) {
            prediction(text, prediction);
        }
        return text.toString();
    }

    private static void figures(StringBuilder text, String name, double observed, double replayed, String unit) {
        line(text, "  %-10s  %12s  %12s", name, number(observed) + " " + unit, number(replayed) + " " + unit);
    }

    private static void stations(StringBuilder text, Baseline baseline) {
        if (baseline.stations().isEmpty()) {
            line(text, "No stage has 'queue' or 'wait' in its name, so nobody is taken to wait for anybody.");
        }
        for (Station station : baseline.stations()) {
            line(
                    text,
                    "  %s: %d %s %s, %.0f %% busy with %s; %.0f %% of the mean latency is spent waiting",
                    station.name(),
                    station.workers(),
                    station.workers() == 1 ? "worker" : "workers",
                    station.stated() ? "(stated)" : "(inferred)",
                    station.utilisation() * 100,
                    String.join(", ", station.stages()),
                    station.waitShare() * 100);
            if (station.batching()) {
                line(
                        text,
                        "    batches of at most %d, %s",
                        station.maxBatch(),
                        station.maxWaitNs() == 0
                                ? "begun with what is there"
                                : "waited for up to " + number(station.maxWaitNs() / 1e6) + " ms to fill");
            }
        }
        if (baseline.cores() > 0) {
            line(text, "  %s processors are shared by the stages", number(baseline.cores()));
        }
        line(text, "");
    }

    private static void prediction(StringBuilder text, Prediction prediction) {
        line(text, "With %s", prediction.changes().stream().map(Change::words).collect(Collectors.joining(", ")));
        line(text, "");
        line(text, "  %-10s  %12s  %12s %-20s  %s", "", "observed", "predicted", "[95 %]", "change");
        quantity(text, "p50", prediction.p50(), "ms");
        quantity(text, "p90", prediction.p90(), "ms");
        quantity(text, "p99", prediction.p99(), "ms");
        quantity(text, "mean", prediction.mean(), "ms");
        quantity(text, "throughput", prediction.throughput(), "/s");
        if (!prediction.caution().isEmpty()) {
            line(text, "");
            line(text, "Caution: %s.", prediction.caution());
        }
    }

    private static void quantity(StringBuilder text, String name, Quantity quantity, String unit) {
        line(
                text,
                "  %-10s  %12s  %12s %-20s  %s %s",
                name,
                number(quantity.before()) + " " + unit,
                number(quantity.after().value()) + " " + unit,
                interval(quantity.after()),
                percent(quantity.changePercent().value()),
                percents(quantity.changePercent()));
    }

    private static String interval(Estimate estimate) {
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        return lo == null || hi == null ? "n too small" : "[" + number(lo) + ", " + number(hi) + "]";
    }

    private static String percents(Estimate estimate) {
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        return lo == null || hi == null ? "" : "[" + percent(lo) + ", " + percent(hi) + "]";
    }

    private static String percent(double value) {
        String rounded = String.format(Locale.ROOT, "%+.1f %%", value);
        return rounded.equals("-0.0 %") ? "+0.0 %" : rounded;
    }

    /** Three digits, without an exponent. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
