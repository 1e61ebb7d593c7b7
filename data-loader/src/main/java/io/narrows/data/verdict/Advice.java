package io.narrows.data.verdict;

/**
 * What one more worker in a group would give.
 *
 * @param group name of the group
 * @param workers that it has
 * @param gain change of the throughput with one more, by the operational laws
 */
public record Advice(String group, int workers, Gain gain) {

    /** As a person reads it. */
    public String text() {
        return group + " " + workers + " -> " + (workers + 1) + " workers: " + gain.text();
    }
}
