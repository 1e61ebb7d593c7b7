package io.narrows.server.batching.planning;

/**
 * Wait for more, and ask again when a request comes or at a moment.
 *
 * @param untilNs the moment, later than now, in ns
 */
public record Pause<T extends Pending>(long untilNs) implements Plan<T> {}
