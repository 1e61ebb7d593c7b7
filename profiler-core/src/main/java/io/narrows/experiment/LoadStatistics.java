package io.narrows.experiment;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.analysis.statistics.QuantileIntervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a load's result says, as numbers with intervals and in words. */
public final class LoadStatistics {

    private LoadStatistics() {}

    /** A quantile of durations in ms given in order of arrival, or null where there are none. */
    public static @Nullable Estimate quantile(double[] ms, double p) {
        if (ms.length == 0) {
            return null;
        }
        long[] ns =
                Arrays.stream(ms).mapToLong(value -> Math.round(value * 1e6)).toArray();
        return QuantileIntervals.of(ns).quantile(p).times(1e-6);
    }

    /** Answered requests per second, over the gaps between the answers. */
    public static Estimate throughputPerS(LoadResult result) {
        return MeanIntervals.ratePerS(result.exchanges().stream()
                .filter(Exchange::answered)
                .mapToLong(Exchange::doneNs)
                .toArray());
    }

    /** The result as a few lines of text. */
    public static List<String> lines(LoadResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%d requests at %.1f/s for %.0f s (seed %d): %d answered, %d failed%s",
                result.scheduled(),
                result.options().ratePerS(),
                result.options().duration().toMillis() / 1e3,
                result.options().workload().seed(),
                result.answered(),
                result.failed(),
                failures(result)));
        if (result.answered() > 0) {
            lines.add("throughput   " + shown(throughputPerS(result), "/s"));
            lines.add("latency      " + quantiles(result.latenciesMs()) + "  (from the scheduled arrival)");
            lines.add("uncorrected  " + quantiles(result.uncorrectedMs()) + "  (from the sending)");
        }
        warning(result).ifPresent(lines::add);
        return lines;
    }

    /** One line where more arrived than the server could do. */
    public static Optional<String> warning(LoadResult result) {
        return result.overloaded()
                ? Optional.of(format(
                        "more arrived (%.1f/s) than was answered: %d requests waited at the end, so latency kept growing",
                        result.options().ratePerS(),
                        result.outstandingAt(
                                result.startNs() + result.options().duration().toNanos())))
                : Optional.empty();
    }

    private static String failures(LoadResult result) {
        if (result.failed() == 0) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        result.failures().forEach((outcome, count) -> {
            if (outcome != Outcome.STATUS) {
                parts.add(count + " " + outcome.text());
            }
        });
        result.otherStatuses().forEach((status, count) -> parts.add(count + " status " + status));
        return " (" + String.join(", ", parts) + ")";
    }

    private static String quantiles(double[] ms) {
        return List.of(50, 90, 99).stream()
                .map(percent -> "p" + percent + " " + shown(quantile(ms, percent / 100.0), " ms"))
                .collect(Collectors.joining("  "));
    }

    private static String shown(@Nullable Estimate estimate, String unit) {
        if (estimate == null) {
            return "-";
        }
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        return lo == null || hi == null
                ? format("%.1f%s", estimate.value(), unit)
                : format("%.1f%s [%.1f, %.1f]", estimate.value(), unit, lo, hi);
    }

    private static String format(String pattern, Object... args) {
        return String.format(Locale.ROOT, pattern, args);
    }
}
