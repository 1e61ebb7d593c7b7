package io.narrows.server.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor in row-major order, with the nesting in which they came.
 *
 * @param nesting sizes of the arrays from the outside in; one entry when the data came flat
 * @param strings the elements when all are strings, else those before {@code firstOther}
 * @param count number of elements
 * @param firstOther the first element that is no string, as {@code data[3] is 12}; null when there is none
 */
public record TensorData(
        List<Long> nesting,
        List<String> strings,
        long count,
        @Nullable String firstOther) {}
