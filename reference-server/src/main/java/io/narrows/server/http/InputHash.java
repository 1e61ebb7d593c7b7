package io.narrows.server.http;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One number for what a model is given: equal tokens in the same order give the same number, and with 64 bits different ones
 * practically never do. Neither do equal ones for another model, version or variant, whose answer is another. Immutable.
 */
final class InputHash {

    /*
     * Each word is mixed in by a multiplication and a shift, which are both reversible, and the last step is the finalizer "Mix13" of
     * D. Stafford (as in SplitMix64). Two inputs of the same length that differ in one word never collide. A few ns for a token,
     * where tokenizing it takes some hundred. The hash is for statistics: it does not resist those who look for collisions.
     */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long model;

    /** Hashes what is given to one form of a model; the same in every process. */
    InputHash(ModelInfo info) {
        long hash = 0;
        for (String part : List.of(info.name(), info.version(), info.variant())) {
            hash = mixed(hash, part);
        }
        model = hash;
    }

    /** Hashes texts; never 0, which stands for none. */
    long of(List<Tokens> texts) {
        long hash = mixed(model, texts.size());
        for (Tokens text : texts) {
            hash = mixed(hash, text.length());
            for (long id : text.ids()) {
                hash = mixed(hash, id);
            }
        }
        return finished(hash);
    }

    private static long finished(long mixed) {
        long hash = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        hash ^= hash >>> 31;
        return hash == 0 ? 1 : hash;
    }

    /** Hashes tensors; never 0. Those of 64 bits are told apart as texts are, others by up to eight bytes at a time. */
    long ofTensors(List<Tensor> tensors) {
        long hash = mixed(model, tensors.size());
        for (Tensor tensor : tensors) {
            for (long size : tensor.shape()) {
                hash = mixed(hash, size);
            }
            ByteBuffer values = tensor.values();
            while (values.remaining() >= Long.BYTES) {
                hash = mixed(hash, values.getLong());
            }
            while (values.hasRemaining()) {
                hash = mixed(hash, values.get());
            }
            for (String text : tensor.texts()) {
                hash = mixed(hash, text);
            }
        }
        return finished(hash);
    }

    private static long mixed(long hash, String text) {
        long next = mixed(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            next = mixed(next, text.charAt(i));
        }
        return next;
    }

    private static long mixed(long hash, long word) {
        long next = (hash ^ word) * MULTIPLIER;
        return next ^ (next >>> 32);
    }
}
