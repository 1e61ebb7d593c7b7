package io.narrows.data.verdict;

/**
 * A change of the number of workers that was applied to a running loader, and what it gave.
 *
 * @param group name of the group
 * @param from workers before
 * @param to workers tried
 * @param predicted change of the throughput, by the operational laws
 * @param measured change of the throughput
 * @param kept whether it was kept; else the group has {@code from} workers again
 */
public record Trial(String group, int from, int to, Gain predicted, Gain measured, boolean kept) {

    /** {@code load 2 -> 3 workers: predicted +21.0 % [18.2, 23.9], measured +19.4 % [17.0, 21.9]: kept}. */
    public String text() {
        return group + " " + from + " -> " + to + " workers: predicted " + predicted.text() + ", measured "
                + measured.text() + ": " + (kept ? "kept" : "taken back");
    }
}
