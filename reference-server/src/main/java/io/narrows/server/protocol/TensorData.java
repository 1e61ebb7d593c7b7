package io.narrows.server.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor in row-major order, with the nesting in which they came.
 *
 * <p>They are of the kind of the first; reading goes on behind an element of another kind, without keeping more.
 *
 * @param nesting sizes of the arrays from the outside in; one entry when the data came flat
 * @param kind what the first element is; {@link Kind#OTHER} when there is none
 * @param strings the elements where they are strings, otherwise empty
 * @param numbers the elements where they are numbers, and 1 or 0 where they are true or false, otherwise null
 * @param count number of elements
 * @param first the first element, as {@code data[0] is 12}; empty when there is none
 * @param firstOther the first element of another kind than the first one, as {@code data[3] is true}; null when there is
 *     none
 */
public record TensorData(
        List<Long> nesting,
        Kind kind,
        List<String> strings,
        @Nullable NumberData numbers,
        long count,
        String first,
        @Nullable String firstOther) {

    /** What JSON has for elements. */
    public enum Kind {
        STRING,
        NUMBER,
        BOOLEAN,
        /** null, or nothing. */
        OTHER
    }

    /** The first element that is not of a kind, as {@code data[3] is true}; null when all are. */
    @Nullable
    String firstOtherThan(Kind wanted) {
        if (count == 0) {
            return null;
        }
        return kind == wanted ? firstOther : first;
    }
}
