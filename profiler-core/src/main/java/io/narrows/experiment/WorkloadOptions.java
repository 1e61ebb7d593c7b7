package io.narrows.experiment;

/**
 * What a workload is made of.
 *
 * @param seed the same seed gives the same requests in the same order
 * @param repeatShare share of texts drawn from a popular few, 0 to 1; the others are put together afresh
 * @param zipfExponent how unequal the popular ones are: the k-th is drawn in proportion to 1 / k^exponent; 0 or more
 * @param popular how many popular texts there are, 1 or more
 * @param severalShare share of requests that carry 2 to 8 texts instead of 1, 0 to 1
 */
public record WorkloadOptions(long seed, double repeatShare, double zipfExponent, int popular, double severalShare) {
    /** Share of texts that repeat a popular one. */
    public static final double DEFAULT_REPEAT_SHARE = 0.3;
    /** Exponent of the Zipf distribution over the popular texts. */
    public static final double DEFAULT_ZIPF_EXPONENT = 1.0;
    /** Number of popular texts. */
    public static final int DEFAULT_POPULAR = 200;
    /** Share of requests with several texts. */
    public static final double DEFAULT_SEVERAL_SHARE = 0.05;

    public WorkloadOptions {
        share("repeat share", repeatShare);
        share("share of requests with several texts", severalShare);
        if (!(zipfExponent >= 0) || zipfExponent > 10) {
            throw new LoadException("zipf exponent must be from 0 to 10, got " + zipfExponent);
        }
        if (popular < 1) {
            throw new LoadException("number of popular texts must be 1 or more, got " + popular);
        }
    }

    /** The default workload with this seed. */
    public static WorkloadOptions defaults(long seed) {
        return new WorkloadOptions(
                seed, DEFAULT_REPEAT_SHARE, DEFAULT_ZIPF_EXPONENT, DEFAULT_POPULAR, DEFAULT_SEVERAL_SHARE);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new LoadException(name + " must be from 0 to 1, got " + value);
        }
    }
}
