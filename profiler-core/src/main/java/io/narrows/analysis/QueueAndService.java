package io.narrows.analysis;

/**
 * How the mean latency of some requests divides into waiting and work, in milliseconds. What a request does while it is in
 * {@linkplain Waits a wait stage} is waiting, what it does in any other stage is work, the rest is unaccounted.
 *
 * @param waitMs mean time in wait stages
 * @param serviceMs mean time in other stages
 * @param unaccountedMs mean time in no stage
 */
public record QueueAndService(double waitMs, double serviceMs, double unaccountedMs) {

    /** Part of the latency that was waiting, 0 to 1. */
    public double waitShare() {
        double whole = waitMs + serviceMs + unaccountedMs;
        return whole > 0 ? waitMs / whole : 0;
    }
}
