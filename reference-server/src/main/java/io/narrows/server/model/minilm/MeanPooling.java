package io.narrows.server.model.minilm;

/**
 * The end of the network in Java: the mean over a text's own tokens, scaled to length 1. It works in doubles and does not use
 * the mask, so that it shares nothing with the TorchScript network. Stateless.
 */
public final class MeanPooling {
    private MeanPooling() {}

    /**
     * Pools the states of one text.
     *
     * @param states a state of {@link MiniLm#HIDDEN} floats for each token
     * @param start where the text's first state begins
     * @param tokens how many of its tokens there are, at least 1, without padding
     * @return its vector, {@link MiniLm#HIDDEN} floats
     */
    public static float[] pool(float[] states, int start, int tokens) {
        double[] sum = new double[MiniLm.HIDDEN];
        for (int i = 0; i < tokens * MiniLm.HIDDEN; i++) {
            sum[i % MiniLm.HIDDEN] += states[start + i];
        }
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        double norm = Math.sqrt(squares);
        float[] vector = new float[MiniLm.HIDDEN];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (sum[i] / norm);
        }
        return vector;
    }
}
