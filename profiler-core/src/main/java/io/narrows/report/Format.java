package io.narrows.report;

import io.narrows.analysis.AllTraces;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.TraceCounts;
import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and words as reports print them. Decimal point, comma between thousands, whatever the locale. */
final class Format {

    /** Said where the effective sample gives no interval. */
    static final String TOO_SMALL = "n too small";

    private Format() {}

    /** Three significant digits, never an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 99.95 || value == 0) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 9.995) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        if (size >= 0.0995) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
        return String.format(Locale.ROOT, size >= 0.00095 ? "%.3f" : "%.4f", value);
    }

    /** A value on an axis: without decimals that are all zero. */
    static String axis(double value) {
        String text = number(value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** A part of a whole, with as many decimals for every part, so that a column of them lines up. */
    static String aligned(double part, double whole) {
        return String.format(Locale.ROOT, whole >= 100 ? "%,.1f" : whole >= 1 ? "%.2f" : "%.3f", part);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String requests(long count) {
        return count(count) + (count == 1 ? " request" : " requests");
    }

    /** {@code slowest 20 requests}. */
    static String slowest(long count) {
        return count == 1 ? "slowest request" : "slowest " + requests(count);
    }

    /** Which traces the numbers come from, where they do not come from all of them; else empty. */
    static String sampled(TraceCounts counts) {
        return counts.sampled()
                ? "Estimated from " + count(counts.kept()) + " traces that were kept, by their weights"
                        + (counts.context() == 0
                                ? "."
                                : "; " + count(counts.context())
                                        + " more were kept around slow ones and count nowhere.")
                : "";
    }

    /** How many requests in which time. */
    static String extent(RunAnalysis run) {
        AllTraces all = run.allTraces();
        if (all != null && run.histogramsOnly()) {
            return requests(all.count()) + " in " + number(all.seconds()) + " s, none of them kept whole";
        }
        double seconds = run.run().durationS();
        return requests(run.counts().measured()) + (seconds > 0 ? " in " + number(seconds) + " s" : "");
    }

    /** {@code [7.90, 8.62]}, or {@link #TOO_SMALL}. */
    static String interval(Estimate estimate) {
        Double lo = estimate.lo();
        Double hi = estimate.hi();
        return lo == null || hi == null ? TOO_SMALL : "[" + number(lo) + ", " + number(hi) + "]";
    }

    static String perSecond(Estimate estimate) {
        return number(estimate.value()) + " per second " + interval(estimate);
    }

    static String withInterval(Estimate estimate) {
        return number(estimate.value()) + " " + interval(estimate);
    }

    /** {@code 67.0 ms [58.8, 75.9]}, or {@code 67.0 ms (n too small)}. */
    static String ms(Estimate estimate) {
        String interval = interval(estimate);
        return number(estimate.value()) + " ms " + (interval.equals(TOO_SMALL) ? "(" + TOO_SMALL + ")" : interval);
    }

    /** A number of tenths of a percent, as {@code 62.1 %}. */
    static String tenths(long tenths) {
        return String.format(Locale.ROOT, "%.1f %%", tenths / 10.0);
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    /** A number of bytes in the largest unit that leaves a number above 1. */
    static String bytes(double bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1_024 && unit + 1 < units.length) {
            value /= 1_024;
            unit++;
        }
        return (unit == 0 ? String.format(Locale.ROOT, "%.0f", value) : number(value)) + " " + units[unit];
    }

    /** A change with its sign. */
    static String change(double percent) {
        return String.format(Locale.ROOT, "%+.1f %%", percent);
    }

    /** Very small numbers in powers of ten. */
    static String scientific(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }

    /** Text of others on one line and without control characters, so that it cannot steer a terminal. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .forEach(c -> clean.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
        return clean.toString();
    }

    /** Cuts text that is too long for its place. */
    static String cut(String text, int width, boolean unicode) {
        if (text.length() <= width) {
            return text;
        }
        String mark = unicode ? "\u2026" : "~";
        return text.substring(0, Math.max(0, width - 1)) + mark;
    }

    /** Breaks text between words into lines of at most a width; a longer word is cut. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : text.split(" ", -1)) {
            String word = part;
            while (word.length() > width) {
                flush(line, lines);
                lines.add(word.substring(0, width));
                word = word.substring(width);
            }
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                flush(line, lines);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        flush(line, lines);
        return lines;
    }

    private static void flush(StringBuilder line, List<String> lines) {
        if (line.length() > 0) {
            lines.add(line.toString());
            line.setLength(0);
        }
    }
}
