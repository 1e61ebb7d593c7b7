package io.narrows.golden;

/**
 * In how many ways the same samples are asked to measure a model's own noise. An immutable value.
 *
 * @param maxBatch largest batch; all sizes from 2 up to it are asked; 2 to 1024
 * @param clients how many ask at the same time, where the model can be asked from several threads; 1 to 256, 1 for none
 * @param seed of the shuffled orders; the same seed asks the same
 */
public record NoiseOptions(int maxBatch, int clients, long seed) {

    public NoiseOptions {
        if (maxBatch < 2 || maxBatch > 1024) {
            throw new GoldenException("largest batch is " + maxBatch + "; it must be from 2 to 1024");
        }
        if (clients < 1 || clients > 256) {
            throw new GoldenException("number of clients is " + clients + "; it must be from 1 to 256");
        }
    }

    /** Batches up to 8, four clients. */
    public static NoiseOptions defaults() {
        return new NoiseOptions(8, 4, 1);
    }

    /** The same with another largest batch. */
    public NoiseOptions maxBatch(int largest) {
        return new NoiseOptions(largest, clients, seed);
    }

    /** The same with another number of clients. */
    public NoiseOptions clients(int number) {
        return new NoiseOptions(maxBatch, number, seed);
    }
}
