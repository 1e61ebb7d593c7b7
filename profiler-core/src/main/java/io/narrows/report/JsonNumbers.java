package io.narrows.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.statistics.Estimate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as {@code report.json} writes them. */
final class JsonNumbers {

    private JsonNumbers() {}

    /** An estimate with its interval. */
    static @Nullable ObjectNode estimate(@Nullable Estimate estimate) {
        return estimate == null
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("value", decimals(estimate.value(), 6))
                        .put("lo", decimals(estimate.lo(), 6))
                        .put("hi", decimals(estimate.hi(), 6));
    }

    /** As many decimals as mean something, so that files of equal runs are equal and small. */
    static @Nullable BigDecimal decimals(@Nullable Double value, int decimals) {
        if (value == null) {
            return null;
        }
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
        BigDecimal stripped = rounded.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
