package io.narrows.report.export;

import io.narrows.analysis.AnalysisOptions;

/**
 * Which requests of a run are exported.
 *
 * @param measured which traces count as measured; collapsed stacks and a selection take these only
 * @param first only so many measured requests, those that ended first; 0 for no such limit
 * @param slowest only the slowest measured requests, so many; 0 for no such limit
 */
public record ExportOptions(AnalysisOptions measured, int first, int slowest) {

    /** Most requests that a selection can name; more are better exported as a whole. */
    public static final int MOST = 1_000_000;

    public ExportOptions {
        check("first", first);
        check("slowest", slowest);
        if (first > 0 && slowest > 0) {
            throw new IllegalArgumentException("first " + first + " and slowest " + slowest + " exclude each other");
        }
    }

    /** Every request in the log. */
    public static ExportOptions everything(AnalysisOptions measured) {
        return new ExportOptions(measured, 0, 0);
    }

    /** Whether only some of the requests are wanted. */
    boolean selects() {
        return first > 0 || slowest > 0;
    }

    private static void check(String name, int value) {
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be from 0 to " + MOST);
        }
    }
}
