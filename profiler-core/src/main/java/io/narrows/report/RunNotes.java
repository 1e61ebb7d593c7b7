package io.narrows.report;

import io.narrows.analysis.CoordinatedOmission;
import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.Warmup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to know about the latencies of a run before comparing them: what was set apart, and what they cannot show. */
final class RunNotes {

    /** What the server does not see is told of a quantile from this part of it on: less is the way over the network. */
    private static final double WORTH_TELLING = 0.1;

    /** The same where the quantile has no interval, and may be off by half itself. */
    private static final double WORTH_TELLING_OF_FEW = 0.5;

    private RunNotes() {}

    static List<String> of(RunAnalysis run) {
        List<String> notes = new ArrayList<>();
        Warmup warmup = run.warmup();
        if (warmup != null) {
            notes.add("Set apart as warm-up: " + Format.requests(warmup.count()) + " in the first "
                    + Format.number(warmup.untilS()) + " s, with a median of " + Format.number(warmup.p50BeforeMs())
                    + " ms against " + Format.ms(warmup.p50After()) + " after it (" + warmup.how() + ").");
        }
        LatencySummary latency = run.latency();
        if (latency != null && latency.p99().lo() == null) {
            notes.add("A number marked \"" + Format.TOO_SMALL + "\" has no interval: too few requests, or too many that"
                    + " waited for the same thing. A p99 of a run like this one has one from about "
                    + Format.requests(roughly(latency.enoughForP99())) + " on.");
        }
        CoordinatedOmission omission = run.coordinatedOmission();
        List<CoordinatedOmission.Hidden> hidden = omission == null
                ? List.of()
                : omission.quantiles().stream()
                        .filter(one -> hides(one, latency))
                        .toList();
        if (omission != null && !hidden.isEmpty()) {
            notes.add(omission(omission, hidden));
        }
        return notes;
    }

    /** Whether the difference is more than the way over the network and than chance. */
    private static boolean hides(CoordinatedOmission.Hidden one, @Nullable LatencySummary latency) {
        Double hi = latency == null ? null : upperEndMs(latency, one.percentile());
        double factor = 1 + (hi == null ? WORTH_TELLING_OF_FEW : WORTH_TELLING);
        return one.fromIntentionMs() > one.fromArrivalMs() * factor && (hi == null || one.fromIntentionMs() > hi);
    }

    private static @Nullable Double upperEndMs(LatencySummary latency, double percentile) {
        if (percentile == 50) {
            return latency.p50().hi();
        }
        if (percentile == 90) {
            return latency.p90().hi();
        }
        return percentile == 99 ? latency.p99().hi() : latency.p999().hi();
    }

    /** Two digits of a number, rounded up. */
    private static long roughly(long number) {
        long unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return (number + unit - 1) / unit * unit;
    }

    private static String omission(CoordinatedOmission omission, List<CoordinatedOmission.Hidden> told) {
        StringBuilder text = new StringBuilder("Counted from the moment at which requests were meant to come, by ");
        text.append(
                omission.source() == CoordinatedOmission.Source.LOAD_SCHEDULE
                        ? "the schedule of the load generator"
                        : "their attribute arrival.delay_us");
        String before = ", ";
        for (CoordinatedOmission.Hidden hidden : told) {
            text.append(before)
                    .append('p')
                    .append(Format.number(hidden.percentile()).replaceAll("\\.0+$", ""))
                    .append(" is ")
                    .append(Format.number(hidden.fromIntentionMs()))
                    .append(" ms instead of ")
                    .append(Format.number(hidden.fromArrivalMs()));
            before = "; ";
        }
        return text.append(". The server cannot see the difference.").toString();
    }
}
