package io.narrows.report;

import java.util.Locale;

/**
 * A chart: lines in an SVG that stretches with the page, labels as HTML so that text keeps its size. The picture is one
 * image for a screen reader, with a label that says what it shows.
 */
final class Plot {

    private static final double UNITS = 1_000;

    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder labels = new StringBuilder();
    private final double top;

    /** A chart whose values go from 0 to at least a value. */
    Plot(double highest) {
        this.top = niceTop(highest);
    }

    /** Horizontal lines at round values. */
    Plot grid(String unit) {
        int steps = steps(top);
        for (int i = 0; i <= steps; i++) {
            double value = top * i / steps;
            lines.append(format("<path class=\"grid\" d=\"M0 %1$.1fH1000\"/>", y(value)));
            labels.append(format(
                    "<span class=\"y\" style=\"bottom:%s\">%s</span>",
                    Html.css(100.0 * i / steps),
                    Html.escape(Format.axis(value) + (i == steps && !unit.isEmpty() ? " " + unit : ""))));
        }
        return this;
    }

    /** A label under the chart at a part of its width; a minor one is left out on a phone. */
    Plot mark(double part, String text, boolean minor) {
        String place = part < 0.02 ? " first" : part > 0.97 ? " last" : "";
        labels.append(format(
                "<span class=\"x%s%s\" style=\"left:%s\">%s</span>",
                place, minor ? " few" : "", Html.css(part * 100), Html.escape(text)));
        return this;
    }

    Plot upright(double part) {
        lines.append(format("<path class=\"grid\" d=\"M%.1f 0V1000\"/>", part * UNITS));
        return this;
    }

    /** A line through points, given as parts of the width and values. */
    Plot line(String cssClass, double[] parts, double[] values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            path.append(format("%s%.1f %.1f", i == 0 ? "M" : "L", parts[i] * UNITS, y(values[i])));
        }
        if (parts.length > 0) {
            lines.append(format("<path class=\"line %s\" d=\"%s\"/>", cssClass, path));
        }
        return this;
    }

    /** An upright stroke over an interval. */
    Plot whisker(String cssClass, double part, double lo, double hi) {
        lines.append(format("<path class=\"whisk %s\" d=\"M%.1f %.1fV%.1f\"/>", cssClass, part * UNITS, y(lo), y(hi)));
        return this;
    }

    Plot dot(double part, double value) {
        labels.append(format(
                "<span class=\"dot\" style=\"left:%s;bottom:%s\"></span>",
                Html.css(part * 100), Html.css(Math.min(1, value / top) * 100)));
        return this;
    }

    /** A filled column. */
    Plot column(double fromPart, double toPart, double value) {
        lines.append(format(
                "<rect class=\"area\" x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\"/>",
                fromPart * UNITS, y(value), Math.max(0.5, (toPart - fromPart) * UNITS * 0.86), UNITS - y(value)));
        return this;
    }

    String render(int heightPx, String says) {
        return format(
                "<div class=\"plot\" role=\"img\" aria-label=\"%s\" style=\"height:%dpx\">"
                        + "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\""
                        + " focusable=\"false\">%s</svg>%s</div>",
                Html.escape(says), heightPx, lines, labels);
    }

    private double y(double value) {
        return UNITS * (1 - Math.min(1, Math.max(0, value / top)));
    }

    private static int steps(double top) {
        double lead = top / Math.pow(10, Math.floor(Math.log10(top) + 1e-9));
        return (lead > 1.9 && lead < 2.1) || (lead > 3.9 && lead < 4.1) || lead > 7.9
                ? 4
                : lead > 2.9 && lead < 3.1 ? 3 : 5;
    }

    /** The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 times a power of ten. */
    private static double niceTop(double highest) {
        if (!(highest > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(highest)));
        for (double step : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8, 10}) {
            if (highest <= step * power * (1 + 1e-9)) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
