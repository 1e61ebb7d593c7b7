package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a benchmark's table.
 *
 * @param row what was measured
 * @param value the estimate, NaN where it was not run
 * @param unit its unit
 * @param lo lower end of its 95 % interval, or null
 * @param hi upper end, or null
 * @param target what it was to be, in words; empty where it only informs
 * @param holds whether it is
 * @param note what a reader must know
 */
record Row(
        String row,
        double value,
        String unit,
        @Nullable Double lo,
        @Nullable Double hi,
        String target,
        Holds holds,
        String note) {

    enum Holds {
        /** The target is met by the whole interval. */
        YES,
        /** It is missed by the whole interval. */
        NO,
        /** The interval is too wide to say. */
        CANNOT_TELL,
        /** There is no target. */
        INFORMS
    }

    /** A value that only informs. */
    static Row informs(String row, Estimate estimate, String unit, String note) {
        return new Row(row, estimate.value(), unit, estimate.lo(), estimate.hi(), "", Holds.INFORMS, note);
    }

    /** A value that is to be at most this, interval and all. */
    static Row atMost(String row, Estimate estimate, String unit, double limit, String note) {
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        Holds holds = Holds.CANNOT_TELL;
        if (lo != null && hi != null) {
            holds = hi <= limit ? Holds.YES : lo > limit ? Holds.NO : Holds.CANNOT_TELL;
        }
        return new Row(row, estimate.value(), unit, lo, hi, "<= " + number(limit), holds, note);
    }

    /** A value that is to be at least this, interval and all. */
    static Row atLeast(String row, Estimate estimate, String unit, double limit, String note) {
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        Holds holds = Holds.CANNOT_TELL;
        if (lo != null && hi != null) {
            holds = lo >= limit ? Holds.YES : hi < limit ? Holds.NO : Holds.CANNOT_TELL;
        }
        return new Row(row, estimate.value(), unit, lo, hi, ">= " + number(limit), holds, note);
    }

    /** A value without chance in it that is to be at most this. */
    static Row limit(String row, double value, String unit, double limit, String note) {
        return new Row(
                row, value, unit, null, null, "<= " + number(limit), value <= limit ? Holds.YES : Holds.NO, note);
    }

    /** A value without chance in it that only informs. */
    static Row value(String row, double value, String unit, String note) {
        return new Row(row, value, unit, null, null, "", Holds.INFORMS, note);
    }

    private static String number(double limit) {
        return String.format(Locale.ROOT, "%.3f", limit).replaceAll("\\.?0+$", "");
    }

    /** A count that is to be exactly this. */
    static Row exactly(String row, long count, String unit, long expected, String note) {
        return new Row(row, count, unit, null, null, "= " + expected, count == expected ? Holds.YES : Holds.NO, note);
    }

    /** A count without which the other rows say nothing: 0 cannot tell. */
    static Row some(String row, long count, String note) {
        return new Row(row, count, "", null, null, ">= 1", count >= 1 ? Holds.YES : Holds.CANNOT_TELL, note);
    }

    /** A count that only informs. */
    static Row count(String row, long count, String unit, String note) {
        return new Row(row, count, unit, null, null, "", Holds.INFORMS, note);
    }
}
