package io.narrows.benchmarks.loader;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.LoaderBuilder;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The loader, opened anew for each pass over the same opened shards.
 *
 * @param <T> what a sample is decoded to
 */
final class LoaderEpoch<T> implements Epoch {
    private final Supplier<LoaderBuilder<T>> builder;
    private final ToLongFunction<T> number;

    LoaderEpoch(Supplier<LoaderBuilder<T>> builder, ToLongFunction<T> number) {
        this.builder = builder;
        this.number = number;
    }

    @Override
    public Pass read() throws Exception {
        long samples = 0;
        long sum = 0;
        try (Loader<T> loader = builder.get().open()) {
            while (true) {
                try (DataBatch<T> batch = loader.next()) {
                    if (batch == null) {
                        return new Pass(samples, sum);
                    }
                    for (T item : batch.items()) {
                        samples++;
                        sum += number.applyAsLong(item);
                    }
                }
            }
        }
    }
}
