package io.narrows.profiler;

import java.time.Duration;

/** Refuses values of a configuration: one line with the thing, its value and the rule. */
final class Rules {
    private Rules() {}

    static long within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw refused(name, value, "from " + min + " to " + max);
        }
        return value;
    }

    static double within(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) { // so that NaN is refused
            throw refused(name, value, "from " + min + " to " + max);
        }
        return value;
    }

    static Duration within(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw refused(name, value, "from " + min + " to " + max);
        }
        return value;
    }

    static long powerOfTwo(String name, long value, long min, long max) {
        if (value < min || value > max || Long.bitCount(value) != 1) {
            throw refused(name, value, "a power of two from " + min + " to " + max);
        }
        return value;
    }

    private static ProfilerException refused(String name, Object value, String rule) {
        return new ProfilerException(name + " is " + value + ", but must be " + rule);
    }
}
