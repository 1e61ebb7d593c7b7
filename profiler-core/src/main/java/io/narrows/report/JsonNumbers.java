package io.narrows.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers as {@code report.json} writes them. */
final class JsonNumbers {

    private JsonNumbers() {}

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
