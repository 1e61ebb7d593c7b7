package io.narrows.server.model.minilm;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which units of the network are int8; the others are floats.
 *
 * @param bits bit i is set where unit i of {@link Unit#list()} is int8
 */
public record Assignment(int bits) {
    private static final int UNITS = Unit.list().size();

    /** No unit is int8. */
    public static final Assignment NONE = new Assignment(0);
    /** Every unit is int8. */
    public static final Assignment ALL = new Assignment((1 << UNITS) - 1);

    public Assignment {
        if (bits < 0 || bits >= 1 << UNITS) {
            throw new IllegalArgumentException("bits are " + bits + ", must be 0 to " + ((1 << UNITS) - 1));
        }
    }

    /**
     * The assignment in which these units are int8.
     *
     * @throws IllegalArgumentException when there is no such unit
     */
    public static Assignment of(Collection<String> labels) {
        List<String> known = Unit.list().stream().map(Unit::label).toList();
        int bits = 0;
        for (String label : labels) {
            int unit = known.indexOf(label);
            if (unit < 0) {
                throw new IllegalArgumentException("unit \"" + label + "\" is unknown, must be one of " + known);
            }
            bits |= 1 << unit;
        }
        return new Assignment(bits);
    }

    /** The same, with one unit in floats. */
    public Assignment without(Unit unit) {
        return new Assignment(bits & ~(1 << Unit.list().indexOf(unit)));
    }

    /** Whether a unit is int8. */
    public boolean int8(int unit) {
        return (bits >>> unit & 1) != 0;
    }

    /** How many units are int8. */
    public int size() {
        return Integer.bitCount(bits);
    }

    /** Names of the units that are int8. */
    public List<String> labels() {
        return IntStream.range(0, UNITS)
                .filter(this::int8)
                .mapToObj(unit -> Unit.list().get(unit).label())
                .toList();
    }

    /** Six hex digits that no other assignment has. */
    public String key() {
        return String.format(Locale.ROOT, "%06x", bits);
    }
}
