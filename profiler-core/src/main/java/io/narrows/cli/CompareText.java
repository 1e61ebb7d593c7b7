package io.narrows.cli;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.compare.Bottleneck;
import io.narrows.compare.Compared;
import io.narrows.compare.ComparedStage;
import io.narrows.compare.RunComparison;
import java.io.PrintWriter;
import java.util.Locale;

/** A comparison as a table for people. */
final class CompareText {

    private static final int LONGEST_NAME = 28;

    private CompareText() {}

    static void print(RunComparison comparison, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "verdict      %s; changes up to %.1f %% count as none",
                comparison.verdict().words(),
                comparison.within() * 100));
        if (comparison.metrics().isEmpty()) {
            out.println("             one of the runs has no request that ended well, so there is nothing to compare");
        }
        out.println();
        out.println(row("", "first", "second", "ratio", "95 % interval", ""));
        comparison
                .metrics()
                .forEach(metric -> out.println(
                        row(metric, name(metric)) + (comparison.decides(metric) ? "" : " (does not decide)")));
        out.println();
        out.println(row("stage, mean", "first", "second", "ratio", "95 % interval", "share of the mean"));
        comparison.stages().forEach(stage -> out.println(row(stage)));
        out.println();
        bottleneck(comparison, out);
    }

    private static void bottleneck(RunComparison comparison, PrintWriter out) {
        Bottleneck before = comparison.before();
        Bottleneck after = comparison.after();
        if (comparison.metrics().isEmpty()) {
            out.println("bottleneck   not compared");
            return;
        }
        if (!comparison.bottleneckShifted()) {
            out.println(clean("bottleneck   the same: " + words(after)));
            return;
        }
        out.println(clean("bottleneck   shifted from " + words(before)));
        out.println(clean("                       to " + words(after)));
    }

    private static String words(Bottleneck bottleneck) {
        String stage = bottleneck.stage().isEmpty()
                ? "no stage"
                : String.format(Locale.ROOT, "%s (%.1f %% of the mean)", bottleneck.stage(), bottleneck.share() * 100);
        return bottleneck.title().isEmpty() ? stage : stage + "; finding 1: " + bottleneck.title();
    }

    private static String name(Compared metric) {
        return metric.name().replace("latencyMs.", "") + " " + metric.unit();
    }

    private static String row(ComparedStage stage) {
        String shares =
                String.format(Locale.ROOT, "%.1f %% -> %.1f %%", stage.firstShare() * 100, stage.secondShare() * 100);
        Compared mean = stage.mean();
        if (mean == null) {
            String only = stage.firstShare() > 0 ? "only in the first" : "only in the second";
            return row(stage.name(), "", "", "", only, shares);
        }
        return row(
                stage.name(),
                number(mean.first().value()),
                number(mean.second().value()),
                ratio(mean.ratio().value()),
                interval(mean.ratio()),
                shares + "  " + mean.verdict().words());
    }

    private static String row(Compared metric, String name) {
        return row(
                name,
                number(metric.first().value()),
                number(metric.second().value()),
                ratio(metric.ratio().value()),
                interval(metric.ratio()),
                metric.verdict().words());
    }

    private static String row(String name, String first, String second, String ratio, String interval, String last) {
        String cut = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "~";
        return clean(String.format(
                        Locale.ROOT, "%-28s %10s %10s %8s  %-18s %s", cut, first, second, ratio, interval, last))
                .stripTrailing();
    }

    private static String interval(Estimate ratio) {
        Double lo = ratio.lo();
        Double hi = ratio.hi();
        return lo == null || hi == null ? "n too small" : "[" + ratio(lo) + ", " + ratio(hi) + "]";
    }

    private static String ratio(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
    }

    /** Names of others without what could steer a terminal. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .forEach(c -> clean.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
        return clean.toString();
    }
}
