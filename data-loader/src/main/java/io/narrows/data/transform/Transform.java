package io.narrows.data.transform;

/**
 * Makes a value of a value. Called by several threads at once, so it must be thread-safe.
 *
 * @param <A> what it is given
 * @param <B> what it makes
 */
@FunctionalInterface
public interface Transform<A, B> {
    /**
     * Transforms one sample.
     *
     * @param context valid until this returns
     * @throws Exception when it cannot; the loader adds the names of shard and sample
     */
    B apply(A value, SampleContext context) throws Exception;
}
