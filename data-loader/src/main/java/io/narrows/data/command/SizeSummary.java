package io.narrows.data.command;

/**
 * What stays of the sizes of a shard's samples, in bytes.
 *
 * @param count how many samples
 * @param sum of all sizes
 * @param least 0 when there is none
 * @param p50 the size that half of them do not exceed
 * @param p99 the size that 99 of 100 do not exceed
 */
record SizeSummary(long count, long sum, long least, long p50, long p99, long largest) {
    static final SizeSummary NONE = of(new SizeHistogram());

    static SizeSummary of(SizeHistogram sizes) {
        return new SizeSummary(
                sizes.count(), sizes.sum(), sizes.least(), sizes.quantile(0.5), sizes.quantile(0.99), sizes.largest());
    }
}
