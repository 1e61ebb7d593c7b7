package io.narrows.server.config;

import io.narrows.server.model.DeviceChoice;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes values of one type.
 *
 * @param list whether a value may be a list in the file; it is then one text with commas here
 * @param rule what a value must be, as in "must be RULE"
 * @param reader text to value; {@link IllegalArgumentException} when it breaks the rule
 * @param writer value to text that reads back to it
 * @param <T> type of the value
 */
public record ValueType<T>(boolean list, String rule, Function<String, T> reader, Function<T, String> writer) {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

    /** A type whose values are no lists. */
    public ValueType(String rule, Function<String, T> reader, Function<T, String> writer) {
        this(false, rule, reader, writer);
    }

    /** Reads the value of a key. */
    public T read(String key, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
            throw ConfigException.wrong(key + " is \"" + shown.replace('\n', ' ') + "\"; it must be " + rule);
        }
    }

    /** A whole number. */
    public static ValueType<Integer> wholeNumber(int min, int max) {
        return new ValueType<>(
                "a whole number from " + min + " to " + max,
                text -> {
                    int value = Integer.parseInt(text);
                    require(value >= min && value <= max);
                    return value;
                },
                String::valueOf);
    }

    /** A power of two. */
    public static ValueType<Integer> powerOfTwo(int min, int max) {
        return new ValueType<>(
                "a power of two from " + min + " to " + max,
                text -> {
                    int value = Integer.parseInt(text);
                    require(value >= min && value <= max && Integer.bitCount(value) == 1);
                    return value;
                },
                String::valueOf);
    }

    /** A number, such as 0.01. */
    public static ValueType<Double> number(double min, double max) {
        return new ValueType<>(
                "a number from " + showNumber(min) + " to " + showNumber(max),
                text -> {
                    double value = new BigDecimal(text).doubleValue();
                    require(value >= min && value <= max);
                    return value;
                },
                ValueType::showNumber);
    }

    /** A number of bytes: plain, or with KiB, MiB or GiB. */
    public static ValueType<Long> bytes(long min, long max) {
        return new ValueType<>(
                "a size from " + showBytes(min) + " to " + showBytes(max) + ", in bytes or with KiB, MiB or GiB",
                text -> {
                    Matcher quantity = quantity(text);
                    long unit =
                            switch (quantity.group(2)) {
                                case "" -> 1L;
                                case "KiB" -> 1L << 10;
                                case "MiB" -> 1L << 20;
                                case "GiB" -> 1L << 30;
                                default -> throw new IllegalArgumentException();
                            };
                    return between(times(quantity, unit), min, max);
                },
                ValueType::showBytes);
    }

    /** A number of bytes that is a power of two. */
    public static ValueType<Long> powerOfTwoBytes(long min, long max) {
        ValueType<Long> bytes = bytes(min, max);
        return new ValueType<>(
                "a power of two: " + bytes.rule(),
                text -> {
                    Long value = bytes.reader().apply(text);
                    require(Long.bitCount(value) == 1);
                    return value;
                },
                bytes.writer());
    }

    /** A duration with its unit: ms, s, m or h. */
    public static ValueType<Duration> duration(Duration min, Duration max) {
        return new ValueType<>(
                "a duration from " + showDuration(min) + " to " + showDuration(max) + " with its unit ms, s, m or h",
                text -> {
                    Matcher quantity = quantity(text);
                    long unit =
                            switch (quantity.group(2)) {
                                case "ms" -> 1L;
                                case "s" -> 1000L;
                                case "m" -> 60_000L;
                                case "h" -> 3_600_000L;
                                default -> throw new IllegalArgumentException();
                            };
                    return Duration.ofMillis(between(times(quantity, unit), min.toMillis(), max.toMillis()));
                },
                ValueType::showDuration);
    }

    /** True or false. */
    public static ValueType<Boolean> flag() {
        return new ValueType<>(
                "true or false",
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException();
                },
                String::valueOf);
    }

    /** Text that is not empty. */
    public static ValueType<String> text() {
        return new ValueType<>(
                "a text that is not empty",
                text -> {
                    require(!text.isBlank());
                    return text;
                },
                text -> text);
    }

    /** Text that may be empty. */
    public static ValueType<String> optionalText() {
        return new ValueType<>("a text", text -> text, text -> text);
    }

    /** One of some words. */
    public static ValueType<String> choice(List<String> words) {
        return new ValueType<>(
                "one of " + String.join(", ", words),
                text -> {
                    require(words.contains(text.toLowerCase(Locale.ROOT)));
                    return text.toLowerCase(Locale.ROOT);
                },
                text -> text);
    }

    /** A device. */
    public static ValueType<DeviceChoice> device() {
        return new ValueType<>(DeviceChoice.RULE, DeviceChoice::of, DeviceChoice::toString);
    }

    /** Some of some words, none twice. */
    public static ValueType<List<String>> choices(List<String> words) {
        return new ValueType<>(
                true,
                "a list of some of " + String.join(", ", words),
                text -> {
                    List<String> chosen = text.isBlank()
                            ? List.of()
                            : Arrays.stream(text.split(",", -1))
                                    .map(word -> word.strip().toLowerCase(Locale.ROOT))
                                    .toList();
                    require(words.containsAll(chosen) && Set.copyOf(chosen).size() == chosen.size());
                    return chosen;
                },
                chosen -> String.join(", ", chosen));
    }

    private static Matcher quantity(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        require(quantity.matches());
        return quantity;
    }

    private static long times(Matcher quantity, long unit) {
        try {
            return Math.multiplyExact(Long.parseLong(quantity.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long between(long value, long min, long max) {
        require(value >= min && value <= max);
        return value;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    private static String showNumber(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String showBytes(long bytes) {
        if (bytes != 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "GiB";
        }
        if (bytes != 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        if (bytes != 0 && bytes % (1L << 10) == 0) {
            return (bytes >> 10) + "KiB";
        }
        return String.valueOf(bytes);
    }

    private static String showDuration(Duration duration) {
        long ms = duration.toMillis();
        if (ms % 1000 != 0 || ms == 0) {
            return ms + "ms";
        }
        if (ms % 60_000 != 0) {
            return ms / 1000 + "s";
        }
        return ms % 3_600_000 == 0 ? ms / 3_600_000 + "h" : ms / 60_000 + "m";
    }
}
