package io.narrows.golden.junit;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenDeviation;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenMetric;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import org.opentest4j.AssertionFailedError;

/** Assertions on a model's answers. Stateless. */
public final class GoldenAssertions {
    private static final int SHOWN_FAILURES = 5;

    private GoldenAssertions() {}

    /**
     * Asserts that a model answers every sample as expected, alone and in batches.
     *
     * @param set what to ask, what to expect, and how far answers may differ
     * @param model whom to ask; stays open
     * @return the result, for further assertions on its figures
     * @throws AssertionFailedError when something was not compared or does not agree; the message names the worst samples
     * @throws io.narrows.golden.GoldenException when the model cannot be reached
     */
    public static GoldenResult assertGolden(GoldenSet set, GoldenModel model) {
        return assertGolden(set, model, GoldenCheckOptions.defaults());
    }

    /**
     * The same, asked in another way or with another tolerance.
     *
     * @throws AssertionFailedError when something was not compared or does not agree; the message names the worst samples
     * @throws io.narrows.golden.GoldenException when the model cannot be reached
     */
    public static GoldenResult assertGolden(GoldenSet set, GoldenModel model, GoldenCheckOptions options) {
        GoldenResult result = GoldenCheck.run(set, model, options, GoldenListener.NONE);
        if (!result.passed()) {
            throw new AssertionFailedError(message(result));
        }
        return result;
    }

    private static String message(GoldenResult result) {
        StringBuilder text = new StringBuilder("golden check of model '" + result.model() + "', tier "
                + result.tolerance().tier().word() + ": " + result.reason());
        GoldenDeviation worst = result.worst();
        if (worst != null) {
            text.append("\n  worst: ").append(worst.line());
        }
        int shown = 0;
        for (GoldenDeviation failure : result.failures()) {
            if (shown == SHOWN_FAILURES) {
                text.append("\n  ...");
                break;
            }
            text.append("\n  ").append(failure.line());
            shown++;
        }
        for (GoldenMetric metric : GoldenMetric.values()) {
            if (result.figures().has(metric)) {
                text.append("\n  ")
                        .append(metric.word())
                        .append(' ')
                        .append(result.figures().get(metric));
                result.tolerance().limit(metric).ifPresent(limit -> text.append(
                                metric.atMost() ? ", limit " : ", minimum ")
                        .append(limit));
            }
        }
        return text.toString();
    }
}
