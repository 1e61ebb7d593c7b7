package io.narrows.cli;

import io.narrows.golden.GoldenDeviation;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import java.util.Locale;

/** The result of a golden check for people. */
final class GoldenReport {
    private static final int SHOWN_FAILURES = 5;

    private GoldenReport() {}

    static String of(GoldenSet set, GoldenResult result) {
        StringBuilder text = new StringBuilder();
        line(text, "golden check of model %s with %s", result.model(), known(result.engine()));
        line(text, "expected answers   %s, %s, %d samples", known(set.engine()), set.recorded(), result.samples());
        line(text, "result             %s: %s", verdict(result), result.reason());
        if (result.compared() > 0) {
            line(text, "compared           %d alone, %d of them in batches too", result.compared(), result.batched());
            line(
                    text,
                    "max abs            %s (limit %s)",
                    figure(result.maxAbs()),
                    figure(set.tolerance().maxAbs()));
            line(
                    text,
                    "smallest cosine    %s (minimum %s)",
                    cosine(result.minCosine()),
                    cosine(set.tolerance().minCosine()));
        }
        if (result.worst() != null) {
            line(
                    text,
                    "%s           %s",
                    result.passed() ? "farthest" : "worst   ",
                    result.worst().line());
        }
        int shown = 0;
        for (GoldenDeviation failure : result.failures()) {
            if (shown == SHOWN_FAILURES) {
                line(text, "  ... (%d shown; --format json lists more)", shown);
                break;
            }
            line(text, "  %s", failure.line());
            shown++;
        }
        return text.toString();
    }

    private static String verdict(GoldenResult result) {
        return result.passed() ? "holds" : result.decided() ? "does not hold" : "cannot decide";
    }

    private static String known(String engine) {
        return engine.isEmpty() ? "an engine that is not known" : engine;
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "none would have passed" : String.format(Locale.ROOT, "%.2e", value);
    }

    private static String cosine(double value) {
        return Double.isNaN(value) ? "none would have passed" : String.format(Locale.ROOT, "%.9f", value);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
