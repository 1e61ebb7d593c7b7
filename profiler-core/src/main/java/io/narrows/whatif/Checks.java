package io.narrows.whatif;

import java.math.BigDecimal;
import java.math.MathContext;

/** Refuses values of changes, and writes their numbers. */
final class Checks {

    private Checks() {}

    static void that(boolean holds, String name, Number value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + rule);
        }
    }

    /** At most six digits, without an exponent or needless zeros. */
    static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    static String at(String station) {
        return station.isEmpty() ? "" : " at " + station;
    }
}
