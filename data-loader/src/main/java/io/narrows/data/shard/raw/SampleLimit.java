package io.narrows.data.shard.raw;

/** How many samples a shard may have, so that a small file cannot claim a table that fills the memory. */
public final class SampleLimit {
    /*
     * A table has a few bytes for each sample, and a few KB of zstd can hold a million lines for each of its bytes. So the
     * bytes of the file itself, as it is stored, say how many samples may be in it. Samples that differ from each other take
     * more than half a bit each, however well they are compressed; those that do not are still few in most files.
     */

    /** The most samples of any shard. */
    public static final int MOST = 1 << 27;

    /** So many every shard may have, however small its file is. */
    public static final int ALWAYS = 1 << 20;

    private static final int PER_BYTE = 16;

    private SampleLimit() {}

    /** How many samples a file of so many bytes, as it is stored, may have. */
    public static int of(long fileBytes) {
        return (int) Math.min(MOST, Math.max(ALWAYS, Math.min(fileBytes, MOST) * PER_BYTE));
    }

    /** The rule in words, to be put behind what it has or claims. */
    public static String rule(long fileBytes) {
        return "at most " + of(fileBytes) + " are read of a file of " + fileBytes + " bytes";
    }
}
