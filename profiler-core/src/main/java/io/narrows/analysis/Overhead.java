package io.narrows.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What recording cost, over the whole run and not only its measured part.
 *
 * @param nsPerEvent cost of one event, measured on the recording host when the log was opened
 * @param eventsPerTrace events divided by traces, or null where the number of traces is not known
 * @param shareOfMean {@code nsPerEvent * eventsPerTrace} as part of the mean latency, 0 to 1; null without one of them
 * @param processor what it took of the processors, or null where the log does not say
 * @param logBytes bytes that the log took on disk at last, or null where the log does not say
 * @param bytesPerTrace the same per trace that the log holds, or null
 * @param budget what the profiler did to stay in its budget, or null where it did nothing
 */
public record Overhead(
        double nsPerEvent,
        @Nullable Double eventsPerTrace,
        @Nullable Double shareOfMean,
        @Nullable Processor processor,
        @Nullable Long logBytes,
        @Nullable Double bytesPerTrace,
        @Nullable Budget budget) {

    /**
     * Processor time of the profiler.
     *
     * @param seconds how long it was measured
     * @param processors processors that the process may use, or 0 where the log does not say
     * @param recordsS time that recording took in the threads of the host, computed from {@link Overhead#nsPerEvent()}
     * @param drainerS time of the thread that writes the log
     * @param lanesS time of the threads that sample the environment
     * @param processS time of the whole process
     */
    public record Processor(
            double seconds, int processors, double recordsS, double drainerS, double lanesS, double processS) {

        /** All of the profiler's time. */
        public double ownS() {
            return recordsS + drainerS + lanesS;
        }

        /** Part of what the processors could give, 0 to 1; null where their number is not known. */
        public @Nullable Double shareOfProcessors() {
            return processors == 0 || seconds <= 0 ? null : Double.valueOf(ownS() / (seconds * processors));
        }

        /** Part of what the process used, 0 to 1; null where that is not known. */
        public @Nullable Double shareOfProcess() {
            return processS <= 0 ? null : Double.valueOf(ownS() / processS);
        }
    }

    /**
     * The steps that the profiler took because it cost more than it may, or less again.
     *
     * @param steps how many
     * @param limit part of the processors that it may take
     * @param worst the step after which it kept least
     * @param listed the first and the last of them
     */
    public record Budget(long steps, double limit, Step worst, List<Step> listed) {

        public Budget {
            listed = List.copyOf(listed);
        }
    }

    /**
     * One step.
     *
     * @param atS seconds after the log was opened
     * @param level {@code FULL}, {@code SAMPLED} or {@code HISTOGRAMS}: how much was kept from then on
     * @param oneIn one of how many ordinary traces was kept
     * @param share part of the processors that the profiler took before
     */
    public record Step(double atS, String level, int oneIn, double share) {}
}
