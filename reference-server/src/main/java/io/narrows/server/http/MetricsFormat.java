package io.narrows.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms in which {@code /metrics} answers. */
enum MetricsFormat {
    /** Prometheus's text form; for who does not say what it wants. */
    TEXT("text/plain", "text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics, the only one of the two that has exemplars. */
    OPEN_METRICS("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String type;
    private final String contentType;

    MetricsFormat(String type, String contentType) {
        this.type = type;
        this.contentType = contentType;
    }

    /** The header of the response, which is also how the registry calls the form. */
    String contentType() {
        return contentType;
    }

    /**
     * OpenMetrics when the client names it and likes it no less than text.
     *
     * @param accept the header {@code Accept}, several of them joined by commas
     */
    static MetricsFormat wanted(@Nullable String accept) {
        double open = OPEN_METRICS.quality(accept);
        return open > 0 && open >= TEXT.quality(accept) ? OPEN_METRICS : TEXT;
    }

    /** The highest {@code q} that the header gives to this type by name, 0 when it does not name it. */
    private double quality(@Nullable String accept) {
        double best = 0;
        for (String range :
                accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().equals(type)) {
                best = Math.max(best, quality(parts));
            }
        }
        return best;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
