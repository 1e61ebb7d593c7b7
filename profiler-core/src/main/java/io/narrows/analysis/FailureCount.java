package io.narrows.analysis;

/**
 * One reason why measured traces failed.
 *
 * @param reason as the service gave it
 * @param count how many traces
 */
public record FailureCount(String reason, long count) {}
