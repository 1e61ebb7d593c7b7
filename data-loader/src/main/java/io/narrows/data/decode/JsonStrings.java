package io.narrows.data.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strings of JSON in UTF-8, looked at eight bytes at a time. Reads what is right and usual; all else it leaves to others. For one
 * thread.
 */
final class JsonStrings {
    /*
     * A word of eight bytes is looked at for a quote, a backslash or a control character: subtracting borrows where a byte is
     * smaller than what is subtracted, which the byte's highest bit then tells (Mycroft's test for a null byte; Warren, Hacker's
     * Delight, 6-1). A borrow may run on into the bytes above, so only the lowest one found is sure to be one, and only that is
     * used. Bytes that are not ASCII have the highest bit themselves and are not taken for any of these; the JDK decodes them,
     * and where it cannot, U+FFFD is in the text.
     */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;
    private static final long QUOTES = '"' * EACH;
    private static final long BACKSLASHES = '\\' * EACH;
    private static final long SPACES = ' ' * EACH;

    private static final char UNDECODED = '\ufffd';
    private static final int MOST_UTF8_BYTES = 4;
    private static final int HEX_DIGITS = 4;

    private int end;

    /** Whether the bytes seen so far are all ASCII, and whether the escapes stand for nothing else. */
    private boolean ascii;

    private boolean asciiEscapes;

    /** What a string with escapes is without them, in UTF-8. */
    private byte[] unescaped;

    private int length;

    /** @param buffer for strings with escapes; another is made for those that it is too small for */
    JsonStrings(byte[] buffer) {
        unescaped = buffer;
    }

    /**
     * Reads a string.
     *
     * @param from where it begins, behind its opening quote
     * @param limit where it must have ended
     * @return null when it does not end, has an escape or a control character that it must not have, or U+FFFD, or bytes that are
     *     not UTF-8, or half of a surrogate pair
     */
    @Nullable
    String read(byte[] json, int from, int limit) {
        ascii = true;
        asciiEscapes = true;
        length = 0;
        int begin = from;
        int at = special(json, begin, limit);
        while (at < limit && json[at] == '\\') {
            append(json, begin, at);
            begin = unescape(json, at + 1, limit);
            if (begin < 0) {
                return null;
            }
            at = special(json, begin, limit);
        }
        if (at == limit || json[at] != '"') {
            return null;
        }
        end = at + 1;
        if (begin == from) {
            return text(json, from, at - from);
        }
        append(json, begin, at);
        return text(unescaped, 0, length);
    }

    /**
     * Passes over a string.
     *
     * @param from where it begins, behind its opening quote
     * @return the place behind its closing quote; -1 when it could not be read, or not all its bytes are ASCII
     */
    int skip(byte[] json, int from, int limit) {
        ascii = true;
        int at = special(json, from, limit);
        while (ascii && at < limit && json[at] == '\\') {
            length = 0;
            int behind = unescape(json, at + 1, limit);
            if (behind < 0) {
                return -1;
            }
            at = special(json, behind, limit);
        }
        return ascii && at < limit && json[at] == '"' ? at + 1 : -1;
    }

    /** The place behind the closing quote of the string that was read. */
    int end() {
        return end;
    }

    private @Nullable String text(byte[] utf8, int from, int bytes) {
        if (ascii && asciiEscapes) {
            return new String(utf8, from, bytes, StandardCharsets.ISO_8859_1);
        }
        String text = new String(utf8, from, bytes, StandardCharsets.UTF_8);
        return text.indexOf(UNDECODED) < 0 ? text : null;
    }

    /** The place of the next quote, backslash or control character; the limit when there is none. */
    private int special(byte[] json, int from, int limit) {
        int at = from;
        long seen = 0;
        for (; at <= limit - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORD.get(json, at);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long found = ((quote - EACH) | (backslash - EACH) | (word - SPACES)) & ~word & HIGHEST;
            if (found != 0) {
                int before = Long.numberOfTrailingZeros(found) & -Byte.SIZE;
                ascii &= ((seen | (word & ((1L << before) - 1))) & HIGHEST) == 0;
                return at + before / Byte.SIZE;
            }
            seen |= word;
        }
        for (; at < limit && json[at] != '"' && json[at] != '\\' && (json[at] & 0xff) >= ' '; at++) {
            seen |= json[at];
        }
        ascii &= (seen & HIGHEST) == 0;
        return at;
    }

    private void append(byte[] json, int from, int to) {
        int needed = length + to - from + MOST_UTF8_BYTES;
        if (needed > unescaped.length) {
            unescaped = Arrays.copyOf(unescaped, Math.max(needed, 2 * unescaped.length));
        }
        System.arraycopy(json, from, unescaped, length, to - from);
        length += to - from;
    }

    /**
     * Appends what an escape stands for.
     *
     * @param at the place behind the backslash
     * @return the place behind the escape, or -1 when it is none, or one of a half of a pair alone
     */
    private int unescape(byte[] json, int at, int limit) {
        if (at == limit) {
            return -1;
        }
        byte escaped =
                switch (json[at]) {
                    case '"', '\\', '/' -> json[at];
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    default -> 0;
                };
        if (escaped != 0) {
            unescaped[length++] = escaped;
            return at + 1;
        }
        return json[at] == 'u' ? unescapeUnicode(json, at + 1, limit) : -1;
    }

    private int unescapeUnicode(byte[] json, int at, int limit) {
        int code = hex(json, at, limit);
        int behind = at + HEX_DIGITS;
        if (code < 0 || Character.isLowSurrogate((char) code)) {
            return -1;
        }
        if (Character.isHighSurrogate((char) code)) {
            boolean another = behind + 1 < limit && json[behind] == '\\' && json[behind + 1] == 'u';
            int low = another ? hex(json, behind + 2, limit) : -1;
            if (low < 0 || !Character.isLowSurrogate((char) low)) {
                return -1;
            }
            code = Character.toCodePoint((char) code, (char) low);
            behind += 2 + HEX_DIGITS;
        }
        appendUtf8(code);
        return behind;
    }

    /** Four hexadecimal digits; -1 where there are none. */
    private static int hex(byte[] json, int from, int limit) {
        if (from > limit - HEX_DIGITS) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + HEX_DIGITS; i++) {
            int digit = json[i] < 0 ? -1 : Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private void appendUtf8(int code) {
        if (code < 0x80) {
            unescaped[length++] = (byte) code;
            return;
        }
        asciiEscapes = false;
        if (code < 0x800) {
            unescaped[length++] = (byte) (0xc0 | (code >> 6));
        } else {
            if (code < 0x10000) {
                unescaped[length++] = (byte) (0xe0 | (code >> 12));
            } else {
                unescaped[length++] = (byte) (0xf0 | (code >> 18));
                unescaped[length++] = (byte) (0x80 | ((code >> 12) & 0x3f));
            }
            unescaped[length++] = (byte) (0x80 | ((code >> 6) & 0x3f));
        }
        unescaped[length++] = (byte) (0x80 | (code & 0x3f));
    }
}
