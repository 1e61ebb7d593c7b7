package io.narrows.data.shard.tar;

import java.nio.charset.StandardCharsets;

/** Writes the index of an archive as DALI's {@code wds2idx} does. */
public final class WdsIndexText {
    private final StringBuilder lines = new StringBuilder();
    private int samples;
    private boolean sayable = true;

    /**
     * Adds a file.
     *
     * @param first whether it is the first one of a sample
     * @param field its field's name
     * @param place where its bytes begin
     * @param name its name in the archive
     */
    public void add(boolean first, String field, long place, long size, String name) {
        sayable &= isWord(field) && isWord(name);
        if (first) {
            lines.append(samples++ == 0 ? "" : "\n");
        } else {
            lines.append(' ');
        }
        lines.append(field)
                .append(' ')
                .append(place)
                .append(' ')
                .append(size)
                .append(' ')
                .append(name);
    }

    private static boolean isWord(String text) {
        return !text.isEmpty() && text.chars().noneMatch(Character::isWhitespace);
    }

    /** The index; empty where there is no sample or one whose names cannot be said. */
    public byte[] bytes() {
        if (samples == 0 || !sayable) {
            return new byte[0];
        }
        return (WdsIndex.VERSION + " " + samples + "\n" + lines + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
