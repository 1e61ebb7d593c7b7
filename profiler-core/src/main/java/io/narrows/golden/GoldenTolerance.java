package io.narrows.golden;

/**
 * How far answers may lie from the expected ones: every element within {@code maxAbs}, every row's cosine at least
 * {@code minCosine}. An immutable value.
 *
 * @param tier the kind of change that it is made for
 * @param maxAbs largest absolute difference of an element, finite and not negative
 * @param minCosine smallest cosine of an answer's row with the expected row, from -1 to 1
 */
public record GoldenTolerance(Tier tier, double maxAbs, double minCosine) {

    /** Another engine, graph optimisation, batch size or thread count in fp32. */
    public static final GoldenTolerance DEFAULT = new GoldenTolerance(Tier.SAME_PRECISION_OTHER_ENGINE, 1e-5, 0.99999);

    /** Version of the tolerance record in golden sets. */
    static final int VERSION = 1;

    public GoldenTolerance {
        if (!(maxAbs >= 0 && Double.isFinite(maxAbs))) {
            throw new GoldenException("tolerance maxAbs is " + maxAbs + "; it must be finite and not negative");
        }
        if (!(minCosine >= -1 && minCosine <= 1)) {
            throw new GoldenException("tolerance minCosine is " + minCosine + "; it must be from -1 to 1");
        }
    }

    /** Kinds of change, each with the tolerance that fits it. */
    public enum Tier {
        /** The same weights in the same precision, run by another engine or in another batch. */
        SAME_PRECISION_OTHER_ENGINE("same-precision-other-engine");

        private final String word;

        Tier(String word) {
            this.word = word;
        }

        /** Its name in files. */
        public String word() {
            return word;
        }

        static Tier of(String word) {
            for (Tier tier : values()) {
                if (tier.word.equals(word)) {
                    return tier;
                }
            }
            throw new GoldenException("tolerance tier is " + GoldenText.quote(word) + "; this version knows "
                    + GoldenText.quote(SAME_PRECISION_OTHER_ENGINE.word));
        }
    }
}
