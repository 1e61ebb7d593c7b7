package io.narrows.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * One thing worth knowing about a run, in words that can be acted on.
 *
 * @param rank 1 for the first
 * @param id stable name of the kind of finding, for machines
 * @param segment segment of the stage it is about, or null
 * @param stage stage it is about, or null
 * @param title one line
 * @param evidence the numbers behind it
 * @param suggestion what to try, naming the setting where there is one
 * @param predicted what would change, or null where that cannot be said
 * @param meetsGoal whether it alone would meet the goal of the diagnosis; null without a goal, where the goal is met
 *     already, and where that cannot be said
 */
public record Finding(
        int rank,
        String id,
        @Nullable String segment,
        @Nullable String stage,
        String title,
        String evidence,
        String suggestion,
        @Nullable Prediction predicted,
        @Nullable Boolean meetsGoal) {

    /**
     * Effect of a change with nothing else changed.
     *
     * @param metric what changes, as named in report.json
     * @param assumption the change it is computed for
     * @param bound {@code replayed} where the recorded requests were sent through the changed system again. By arithmetic
     *     alone: {@code at least} where the real effect is no smaller, since shorter service also shortens the wait of those
     *     behind; {@code at most} where the assumption is the best case
     * @param changePercent change of the metric, negative for less
     * @param lo lower end of its 95 % interval, or null where the effective sample is too small
     * @param hi upper end
     * @param before value of the metric in this run, or null where it is not known
     */
    public record Prediction(
            String metric,
            String assumption,
            String bound,
            double changePercent,
            @Nullable Double lo,
            @Nullable Double hi,
            @Nullable Double before) {

        /** The change where less is better; its opposite for a throughput. */
        double improvement() {
            return moreIsBetter() ? -changePercent : changePercent;
        }

        /** Like {@link #improvement}, of the end of the interval that promises less. */
        double atWorst() {
            Double low = lo;
            Double high = hi;
            if (low == null || high == null) {
                return improvement();
            }
            return moreIsBetter() ? -low : high;
        }

        private boolean moreIsBetter() {
            return metric.equals(Goal.Metric.THROUGHPUT.path());
        }
    }
}
