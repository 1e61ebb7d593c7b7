package io.narrows.data.verdict;

import java.time.Duration;

/**
 * How a loader tunes itself. Immutable.
 *
 * @param window length of one measurement
 * @param settle time after a change that is not measured, at least one batch; as often as it takes until what was prefetched
 *     before the change is used up
 * @param rounds how often the change is made and taken back: with 2 its windows are before, with, before, with
 * @param least gain that is worth a trial and that must be measured for it to be kept, as a part; that there is a gain at all
 *     must be sure
 */
public record AutotuneConfig(Duration window, Duration settle, int rounds, double least) {
    public static final AutotuneConfig DEFAULT =
            new AutotuneConfig(Duration.ofSeconds(2), Duration.ofMillis(500), 2, 0.02);

    public AutotuneConfig {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window is " + window + ", but must be longer than nothing");
        }
        if (settle.isNegative()) {
            throw new IllegalArgumentException("settle is " + settle + ", but must not be negative");
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds is " + rounds + ", but must be at least 1");
        }
        if (!(least >= 0 && least < 1)) {
            throw new IllegalArgumentException("least is " + least + ", but must be from 0 to less than 1");
        }
    }
}
