package io.narrows.golden;

import java.util.Arrays;

/** A figure that a check measures and that a tolerance may limit. */
public enum GoldenMetric {
    /** Largest absolute difference of an element. */
    MAX_ABS("maxAbs", "max abs", 0, Double.MAX_VALUE, true, Scope.SAMPLE),
    /**
     * Largest difference of an element as a part of the expected one. Elements below a thousandth of the largest of their
     * row are held against that thousandth, or every value near zero would differ without bound.
     */
    MAX_REL("maxRel", "max rel", 0, Double.MAX_VALUE, true, Scope.SAMPLE),
    /**
     * Largest difference of an element in units of the last place of the largest expected element of its row, among those
     * that differ by more than the tolerance's {@link GoldenTolerance#ulpFloor floor}.
     */
    MAX_ULP("maxUlp", "max ULP", 0, Double.MAX_VALUE, true, Scope.SAMPLE),
    /** Smallest cosine of a row with the expected row. */
    COSINE("minCosine", "smallest cosine", -1, 1, false, Scope.SAMPLE),
    /** Power of the expected values over the power of the differences, in dB, over all samples. */
    SQNR("minSqnrDb", "SQNR dB", -Double.MAX_VALUE, Double.MAX_VALUE, false, Scope.SET),
    /** Part of the rows whose nearest neighbour in the set is still the expected one. */
    NEIGHBOURS("minNeighbourAgreement", "neighbour agreement", 0, 1, false, Scope.SET),
    /** Spearman's rank correlation of the similarities of all pairs of rows with the expected similarities. */
    RANKS("minRankAgreement", "rank agreement", -1, 1, false, Scope.SET);

    /** SQNR of answers that do not differ at all, where it would be infinite. */
    public static final double MOST_DB = 300;

    private enum Scope {
        SAMPLE,
        SET
    }

    private final String key;
    private final String word;
    private final double least;
    private final double most;
    private final boolean atMost;
    private final Scope scope;

    GoldenMetric(String key, String word, double least, double most, boolean atMost, Scope scope) {
        this.key = key;
        this.word = word;
        this.least = least;
        this.most = most;
        this.atMost = atMost;
        this.scope = scope;
    }

    /** Its name in files. */
    public String key() {
        return key;
    }

    /** Its name in words. */
    public String word() {
        return word;
    }

    /** Whether a limit is the largest value allowed; otherwise it is the smallest. */
    public boolean atMost() {
        return atMost;
    }

    /** Whether it says something of each answer by itself; otherwise only of all answers of a set together. */
    public boolean ofEachSample() {
        return scope == Scope.SAMPLE;
    }

    /** Whether a value keeps a limit; NaN keeps none. */
    public boolean holds(double value, double limit) {
        return atMost ? value <= limit : value >= limit;
    }

    /** The worse of two values, NaN if one of them is. */
    public double worse(double a, double b) {
        return atMost ? Math.max(a, b) : Math.min(a, b);
    }

    /** The value of answers that do not differ. */
    public double perfect() {
        return atMost ? 0 : this == SQNR ? MOST_DB : 1;
    }

    /** How far outside a value lies: up to 1 it keeps the limit, 2 is twice as far off as allowed. */
    double severity(double value, double limit) {
        if (this == SQNR) {
            return Math.pow(10, (limit - value) / 20);
        }
        double off = Math.abs(value - perfect());
        double allowed = Math.abs(limit - perfect());
        return off == 0 ? 0 : allowed == 0 ? Double.POSITIVE_INFINITY : off / allowed;
    }

    void requireLimit(double limit) {
        if (!(limit >= least && limit <= most)) {
            String rule = least == 0 && most == Double.MAX_VALUE
                    ? "finite and not negative"
                    : most == Double.MAX_VALUE ? "finite" : "from " + (int) least + " to " + (int) most;
            throw new GoldenException("tolerance " + key + " is " + limit + "; it must be " + rule);
        }
    }

    static GoldenMetric ofKey(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new GoldenException("field tolerance.limits." + key
                        + " is not part of the format; known here: "
                        + String.join(
                                ", ", Arrays.stream(values()).map(m -> m.key).toList())));
    }
}
