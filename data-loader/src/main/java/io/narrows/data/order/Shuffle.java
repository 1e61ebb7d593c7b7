package io.narrows.data.order;

/**
 * How the samples of an epoch are mixed.
 *
 * @param kind what is mixed
 * @param samples how many samples are mixed with each other; 0 unless {@link Kind#BLOCKS}
 */
public record Shuffle(Kind kind, int samples) {
    /** What is mixed. */
    public enum Kind {
        NONE,
        SHARDS,
        BLOCKS
    }

    private static final String NONE = "none";
    private static final String SHARDS = "shards";
    private static final String BLOCKS = "blocks:";

    public Shuffle {
        if (kind == Kind.BLOCKS ? samples < 2 : samples != 0) {
            throw new IllegalArgumentException("a shuffle by " + kind + " of " + samples + " samples: "
                    + (kind == Kind.BLOCKS ? "a block has at least 2" : "only blocks have a number of samples"));
        }
    }

    /** Shards and samples as they were given. */
    public static Shuffle none() {
        return new Shuffle(Kind.NONE, 0);
    }

    /** The shards in another order in each epoch; the samples of each as they lie, which reads fastest. */
    public static Shuffle shards() {
        return new Shuffle(Kind.SHARDS, 0);
    }

    /**
     * Ranges of all shards in another order in each epoch, and the samples of each {@code samples} in a row mixed with each
     * other. That many samples are held in memory as they lie in the shards, and twice as many so that nobody waits.
     *
     * @param samples at least 2
     */
    public static Shuffle blocks(int samples) {
        return new Shuffle(Kind.BLOCKS, samples);
    }

    /**
     * What {@link #toString} wrote.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Shuffle parse(String text) {
        if (text.equals(NONE)) {
            return none();
        }
        if (text.equals(SHARDS)) {
            return shards();
        }
        if (text.matches(BLOCKS + "[0-9]{1,10}")) {
            long samples = Long.parseLong(text.substring(BLOCKS.length()));
            if (samples <= Integer.MAX_VALUE) {
                return blocks((int) samples);
            }
        }
        throw new IllegalArgumentException("shuffle \"" + text + "\": none, shards or blocks:SAMPLES");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> NONE;
            case SHARDS -> SHARDS;
            case BLOCKS -> BLOCKS + samples;
        };
    }
}
