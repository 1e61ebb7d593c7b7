package io.narrows.diagnosis;

import io.narrows.analysis.statistics.Estimate;
import java.util.Locale;

/** Numbers as findings print them. */
final class Words {

    private static final int LONGEST_NAME = 60;

    private Words() {}

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    static String ms(double ms) {
        return String.format(Locale.ROOT, ms < 10 ? "%.2f ms" : "%.1f ms", ms);
    }

    /** A number of tenths of a percent. */
    static String tenths(long tenths) {
        return String.format(Locale.ROOT, "%.1f %%", tenths / 10.0);
    }

    /** {@code  [29.0, 33.1]} with a blank before it, or nothing where there is no interval. */
    static String interval(Estimate part) {
        Double lo = part.lo();
        Double hi = part.hi();
        return lo == null || hi == null ? "" : String.format(Locale.ROOT, " [%.1f, %.1f]", lo * 100, hi * 100);
    }

    /** Name of a stage within a sentence, cut to a length that a sentence can bear. */
    static String name(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }

    static String times(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
