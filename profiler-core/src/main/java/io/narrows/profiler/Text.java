package io.narrows.profiler;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text that travels in records, eight bytes a word. */
final class Text {
    private Text() {}

    /** UTF-8 of a text, cut before the first character that does not fit whole. */
    static byte[] utf8(String text, int maxBytes) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        if (all.length <= maxBytes) {
            return all;
        }
        int end = maxBytes;
        while (end > 0 && (all[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(all, end);
    }

    /** Eight bytes from an offset, the first lowest, zeros behind the end. */
    static long word(byte[] text, int offset) {
        long word = 0;
        for (int i = 0; i < Long.BYTES && offset + i < text.length; i++) {
            word |= (text[offset + i] & 0xFFL) << (8 * i);
        }
        return word;
    }
}
