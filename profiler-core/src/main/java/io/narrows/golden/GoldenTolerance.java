package io.narrows.golden;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How far answers may lie from the expected ones: every limit must hold. An immutable value.
 *
 * @param tier the kind of change that it is made for
 * @param limits what is limited, and by how much; at least one metric
 * @param ulpFloor elements that differ by no more than this count as 0 ULP; finite and not negative
 */
public record GoldenTolerance(Tier tier, Map<GoldenMetric, Double> limits, double ulpFloor) {

    /** Another engine, graph optimisation, batch size or thread count in fp32. */
    public static final GoldenTolerance DEFAULT = Tier.SAME_PRECISION_OTHER_ENGINE.tolerance();

    /** The floor where a tolerance states none: every difference counts. */
    static final double DEFAULT_ULP_FLOOR = 0;

    public GoldenTolerance {
        limits = ordered(limits);
        if (limits.isEmpty()) {
            throw new GoldenException("tolerance limits are empty; at least one metric must be limited");
        }
        limits.forEach(GoldenMetric::requireLimit);
        if (!(ulpFloor >= 0 && Double.isFinite(ulpFloor))) {
            throw new GoldenException("tolerance ulpFloor is " + ulpFloor + "; it must be finite and not negative");
        }
    }

    /** A tolerance in which every difference counts. */
    public GoldenTolerance(Tier tier, Map<GoldenMetric, Double> limits) {
        this(tier, limits, DEFAULT_ULP_FLOOR);
    }

    /**
     * A limit for elements and one for rows.
     *
     * @param maxAbs largest absolute difference of an element, finite and not negative
     * @param minCosine smallest cosine of an answer's row with the expected row, from -1 to 1
     */
    public GoldenTolerance(Tier tier, double maxAbs, double minCosine) {
        this(tier, Map.of(GoldenMetric.MAX_ABS, maxAbs, GoldenMetric.COSINE, minCosine));
    }

    private static Map<GoldenMetric, Double> ordered(Map<GoldenMetric, Double> limits) {
        Map<GoldenMetric, Double> copy = new EnumMap<>(GoldenMetric.class);
        copy.putAll(limits);
        return Collections.unmodifiableMap(copy);
    }

    /** The limit of a metric, where it has one. */
    public OptionalDouble limit(GoldenMetric metric) {
        Double limit = limits.get(metric);
        return limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit);
    }

    /** The same with one limit more, or another one. */
    public GoldenTolerance with(GoldenMetric metric, double limit) {
        Map<GoldenMetric, Double> changed = new EnumMap<>(GoldenMetric.class);
        changed.putAll(limits);
        changed.put(metric, limit);
        return new GoldenTolerance(tier, changed, ulpFloor);
    }

    /** Whether the first version of the format can say it. */
    boolean ofFormatOne() {
        return tier == Tier.SAME_PRECISION_OTHER_ENGINE
                && limits.size() == 2
                && limits.containsKey(GoldenMetric.MAX_ABS)
                && limits.containsKey(GoldenMetric.COSINE)
                && ulpFloor == DEFAULT_ULP_FLOOR;
    }

    /** Kinds of change, from the one that may change nothing to the one that may change most. */
    public enum Tier {
        /** The same bits: what lies outside the network, such as caching, queueing, transport, loading. */
        BITWISE("bitwise"),
        /** The same engine and precision; another batch, order of sums, or graph optimisation. */
        FEW_ULP("few-ulp"),
        /** The same weights in the same precision, run by another engine or in another batch. */
        SAME_PRECISION_OTHER_ENGINE("same-precision-other-engine"),
        /** Weights or activations in bfloat16 or half floats. */
        MIXED_PRECISION("mixed-precision"),
        /** Weights or activations in eight bits: single elements differ much, what the answers are used for must not. */
        QUANTIZED("quantized");

        private final String word;

        Tier(String word) {
            this.word = word;
        }

        /** Its name in files and on the command line. */
        public String word() {
            return word;
        }

        /** What it allows where a set or a user does not say otherwise; docs/reference/golden-format.md lists it. */
        public GoldenTolerance tolerance() {
            return switch (this) {
                case BITWISE -> new GoldenTolerance(this, Map.of(GoldenMetric.MAX_ULP, 0.0));
                case FEW_ULP -> new GoldenTolerance(this, Map.of(GoldenMetric.MAX_ULP, 32.0));
                case SAME_PRECISION_OTHER_ENGINE -> new GoldenTolerance(this, 1e-5, 0.99999);
                case MIXED_PRECISION ->
                    new GoldenTolerance(
                            this,
                            Map.of(
                                    GoldenMetric.MAX_ABS, 0.02,
                                    GoldenMetric.COSINE, 0.999,
                                    GoldenMetric.NEIGHBOURS, 0.95));
                case QUANTIZED ->
                    new GoldenTolerance(
                            this,
                            Map.of(
                                    GoldenMetric.COSINE, 0.9,
                                    GoldenMetric.SQNR, 15.0,
                                    GoldenMetric.NEIGHBOURS, 0.9,
                                    GoldenMetric.RANKS, 0.99));
            };
        }

        /** Names of all tiers, the strictest first. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Tier::word).toList();
        }

        /**
         * The tier of a name.
         *
         * @throws GoldenException when there is none; the message says which there are
         */
        public static Tier of(String word) {
            for (Tier tier : values()) {
                if (tier.word.equals(word)) {
                    return tier;
                }
            }
            throw new GoldenException("tolerance tier is " + GoldenText.quote(word) + "; this version knows "
                    + String.join(", ", words()));
        }
    }
}
