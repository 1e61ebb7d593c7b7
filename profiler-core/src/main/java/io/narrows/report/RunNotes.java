package io.narrows.report;

import io.narrows.analysis.CoordinatedOmission;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.Warmup;
import java.util.ArrayList;
import java.util.List;

/** What to know about the latencies of a run before comparing them: what was set apart, and what they cannot show. */
final class RunNotes {

    /** What the server does not see is told of a quantile from this part of it on: less is the way over the network. */
    private static final double WORTH_TELLING = 0.1;

    private RunNotes() {}

    static List<String> of(RunAnalysis run) {
        List<String> notes = new ArrayList<>();
        Warmup warmup = run.warmup();
        if (warmup != null) {
            notes.add("Set apart as warm-up: " + Format.requests(warmup.count()) + " in the first "
                    + Format.number(warmup.untilS()) + " s, with a median of " + Format.number(warmup.p50BeforeMs())
                    + " ms against " + Format.ms(warmup.p50After()) + " after it (" + warmup.how() + ").");
        }
        CoordinatedOmission omission = run.coordinatedOmission();
        List<CoordinatedOmission.Hidden> hidden = omission == null
                ? List.of()
                : omission.quantiles().stream()
                        .filter(one -> one.fromIntentionMs() > one.fromArrivalMs() * (1 + WORTH_TELLING))
                        .toList();
        if (omission != null && !hidden.isEmpty()) {
            notes.add(omission(omission, hidden));
        }
        return notes;
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
