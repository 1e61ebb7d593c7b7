package io.narrows.server.model.precision;

/**
 * The weights of a linear layer in signed bytes, one scale for each output: weight = scale x byte, bytes from -63 to 63.
 * Symmetric, so that zero stays zero. The arrays are not copied and must not be changed.
 *
 * <p>Only 7 of the 8 bits are used: processors without VNNI add two products of a byte and an unsigned byte in 16 bits, and
 * 2 x 63 x 255 is below 32768. With 8 bits for what comes in and 7 for the weights the answers are closer than the other way
 * round, because what comes in has the larger outliers.
 *
 * @param outputs number of outputs, the rows
 * @param inputs number of inputs, the columns
 * @param values the bytes, row by row
 * @param scales one for each output, above zero
 */
@SuppressWarnings("ArrayRecordComponent") // read once, while an archive is written
public record Int8Matrix(int outputs, int inputs, byte[] values, float[] scales) {
    private static final int LARGEST = 63;

    /**
     * The closest bytes of a matrix.
     *
     * @param outputs number of rows
     * @param weights finite, row by row, as many for each row
     */
    public static Int8Matrix of(int outputs, float[] weights) {
        int inputs = weights.length / outputs;
        if (inputs * outputs != weights.length) {
            throw new IllegalArgumentException(weights.length + " weights cannot have " + outputs + " rows");
        }
        byte[] values = new byte[weights.length];
        float[] scales = new float[outputs];
        for (int row = 0; row < outputs; row++) {
            float largest = 0;
            for (int i = row * inputs; i < (row + 1) * inputs; i++) {
                largest = Math.max(largest, Math.abs(weights[i]));
            }
            // A row of zeros has bytes of zero under any scale.
            scales[row] = largest == 0 ? 1 : largest / LARGEST;
            for (int i = row * inputs; i < (row + 1) * inputs; i++) {
                values[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, Math.rint(weights[i] / scales[row])));
            }
        }
        return new Int8Matrix(outputs, inputs, values, scales);
    }

    /** The weights that the bytes stand for, row by row. */
    public float[] weights() {
        float[] weights = new float[values.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = scales[i / inputs] * values[i];
        }
        return weights;
    }
}
