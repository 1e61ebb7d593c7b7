package io.narrows.data.profile;

/**
 * Time that belongs to a stage.
 *
 * @param name name of the stage
 * @param kind what it does
 * @param ns the time
 */
public record StageTime(String name, StageKind kind, long ns) {}
