package io.narrows.server.model.search;

import io.narrows.golden.RankAgreement;

/** Which texts are alike, as a model sees it, and how far two models agree on that. Stateless. */
public final class PairSimilarities {
    private PairSimilarities() {}

    /**
     * The similarities of all pairs, each pair once.
     *
     * @param vectors of length 1 and one width, at least two
     * @return products of vectors 0 and 1, 0 and 2, ..., 1 and 2, ...
     */
    public static double[] of(float[][] vectors) {
        double[] products = new double[Math.multiplyExact(vectors.length, vectors.length - 1) / 2];
        int at = 0;
        for (int i = 0; i < vectors.length; i++) {
            for (int j = i + 1; j < vectors.length; j++) {
                double product = 0;
                for (int k = 0; k < vectors[i].length; k++) {
                    product += (double) vectors[i][k] * vectors[j][k];
                }
                products[at++] = product;
            }
        }
        return products;
    }

    /**
     * The rank correlation of the similarities that two models see.
     *
     * @return from -1 to 1, the same order; 0 where one of them sees no difference between any pairs
     */
    public static double agreement(double[] expected, double[] actual) {
        double ranks = RankAgreement.of(expected, actual);
        return Double.isNaN(ranks) ? 0 : ranks;
    }
}
