package io.narrows.server.model.tensorrt;

import java.util.List;

/**
 * The sizes that a plan takes: any from the smallest to the largest, fastest at the size in between. A size is texts and tokens.
 *
 * @param min smallest
 * @param opt the one that kernels are chosen for
 * @param max largest
 */
record ShapeProfile(Size min, Size opt, Size max) {

    ShapeProfile {
        if (!min.fitsIn(opt) || !opt.fitsIn(max)) {
            throw new IllegalArgumentException(
                    "profile " + min + " " + opt + " " + max + " is not in order: each must be at most the next");
        }
    }

    /**
     * Texts and tokens.
     *
     * @param texts rows of the inputs
     * @param tokens length to which they are padded
     */
    record Size(int texts, int tokens) {
        Size {
            if (texts < 1 || tokens < 1) {
                throw new IllegalArgumentException(texts + "x" + tokens + " is no size, both must be at least 1");
            }
        }

        boolean fitsIn(Size other) {
            return texts <= other.texts && tokens <= other.tokens;
        }

        /** Number of tokens with padding. */
        int elements() {
            return Math.multiplyExact(texts, tokens);
        }

        @Override
        public String toString() {
            return texts + "x" + tokens;
        }
    }

    /**
     * The profiles of a plan: one for a text alone, so that its kernels are chosen for that, and one for batches.
     *
     * @param maxTokens longest text
     */
    static List<ShapeProfile> of(TensorRtOptions options, int maxTokens) {
        int optTokens = Math.min(options.optTokens(), maxTokens);
        Size one = new Size(1, 1);
        ShapeProfile alone = new ShapeProfile(one, new Size(1, optTokens), new Size(1, maxTokens));
        if (options.maxBatch() == 1) {
            return List.of(alone);
        }
        ShapeProfile together =
                new ShapeProfile(one, new Size(options.optBatch(), optTokens), new Size(options.maxBatch(), maxTokens));
        return List.of(alone, together);
    }

    /** Which of the profiles of a plan a pass takes: the first whose largest size has room for it. */
    static int indexFor(List<ShapeProfile> profiles, Size size) {
        for (int i = 0; i < profiles.size(); i++) {
            if (profiles.get(i).min().fitsIn(size)
                    && size.fitsIn(profiles.get(i).max())) {
                return i;
            }
        }
        throw new IllegalArgumentException("size " + size + " fits none of the plan's profiles, the largest is "
                + profiles.get(profiles.size() - 1).max());
    }

    @Override
    public String toString() {
        return min + ".." + opt + ".." + max;
    }
}
