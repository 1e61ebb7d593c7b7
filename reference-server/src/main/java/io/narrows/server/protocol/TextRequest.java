package io.narrows.server.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits the model.
 *
 * @param id to be returned, null when there is none
 * @param texts at least one
 * @param timing whether the response shall carry its own stage times
 * @param schedule when it is to be served
 */
public record TextRequest(@Nullable String id, List<String> texts, boolean timing, Schedule schedule) {}
