package io.narrows.data.decode;

import io.narrows.data.shard.RawSample;

/**
 * Makes a value of a sample's bytes. Called by several threads at once, so it must be thread-safe; what it returns must not
 * point into the sample, whose array is used again for the next one.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Decoder<T> {
    /**
     * Decodes one sample.
     *
     * @param sample valid until this returns
     * @throws DecodeException when a field is missing or is not what it has to be
     * @throws Exception when it fails otherwise; the loader adds the names of shard and sample
     */
    T decode(RawSample sample) throws Exception;
}
