package io.narrows.diagnosis;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service is to reach, such as a p99 of at most 50 ms. Immutable.
 *
 * @param metric what is to reach it
 * @param limit the most that a latency may be, in ms, or the least that the throughput may be, per second; above 0
 */
public record Goal(Metric metric, double limit) {

    private static final Pattern LATENCY = Pattern.compile("(p50|p90|p99)=([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s)");
    private static final Pattern THROUGHPUT = Pattern.compile("throughput=([0-9]{1,9}(?:\\.[0-9]{1,9})?)/s");

    /** What a goal can be about. */
    public enum Metric {
        /** Median latency. */
        P50("latencyMs.p50"),
        /** 90th percentile of the latency. */
        P90("latencyMs.p90"),
        /** 99th percentile of the latency. */
        P99("latencyMs.p99"),
        /** Requests that end well per second. */
        THROUGHPUT("throughputPerS");

        private final String path;

        Metric(String path) {
            this.path = path;
        }

        /** Its name in report.json. */
        public String path() {
            return path;
        }
    }

    public Goal {
        if (!(limit > 0) || Double.isInfinite(limit)) {
            throw new IllegalArgumentException("limit " + limit + " of a goal is not above 0");
        }
    }

    /** A p99 of at most this many ms. */
    public static Goal p99Under(double ms) {
        return new Goal(Metric.P99, ms);
    }

    /**
     * Reads a goal as it is written on a command line: {@code p99=50ms}, {@code p50=800us}, {@code p90=1.5s} or
     * {@code throughput=120/s}.
     *
     * @throws IllegalArgumentException for anything else; the message is one line with the text and the rule
     */
    public static Goal parse(String text) {
        Matcher latency = LATENCY.matcher(text);
        Matcher throughput = THROUGHPUT.matcher(text);
        double limit = 0;
        Metric metric = Metric.THROUGHPUT;
        if (latency.matches()) {
            metric = Metric.valueOf(latency.group(1).toUpperCase(Locale.ROOT));
            limit = Double.parseDouble(latency.group(2)) * ms(latency.group(3));
        } else if (throughput.matches()) {
            limit = Double.parseDouble(throughput.group(1));
        }
        if (limit <= 0) {
            throw new IllegalArgumentException("'" + text
                    + "' is no goal; one is p50, p90 or p99 with a time above 0, as p99=50ms, or throughput=120/s");
        }
        return new Goal(metric, limit);
    }

    private static double ms(String unit) {
        return switch (unit) {
            case "us" -> 0.001;
            case "s" -> 1_000;
            default -> 1;
        };
    }

    /** Whether a value of the metric reaches it. */
    public boolean metBy(double value) {
        return metric == Metric.THROUGHPUT ? value >= limit : value <= limit;
    }

    /** As it is written on a command line; times in ms. */
    @Override
    public String toString() {
        String number = limit == Math.rint(limit) ? String.format(Locale.ROOT, "%.0f", limit) : Double.toString(limit);
        return metric == Metric.THROUGHPUT
                ? "throughput=" + number + "/s"
                : metric.name().toLowerCase(Locale.ROOT) + "=" + number + "ms";
    }
}
