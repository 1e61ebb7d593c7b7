package io.narrows.data.shard.tar;

import io.narrows.data.shard.raw.DamageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The fields of a tar header, read where they lie. */
final class TarHeader {
    /*
     * A header is a block of 512 bytes. Numbers are octal digits, or, where the first byte has its highest bit set, a binary
     * number, the highest byte first (GNU).
     *
     *     0  100  name
     *   124   12  size
     *   148    8  sum of all bytes of the header, these eight counted as spaces
     *   156    1  type
     *   257    6  "ustar\0" (POSIX) or "ustar " (GNU, and then " \0")
     *   345  155  what comes before the name, without the slash between; POSIX only
     *   482    1  GNU sparse files: whether a further block of the map follows
     *
     * The sum is that of unsigned bytes; some old programs added signed ones.
     */
    static final int BYTES = 512;
    static final int NAME = 0;
    static final int NAME_BYTES = 100;
    static final int SIZE = 124;
    static final int SIZE_BYTES = 12;
    static final int SUM = 148;
    static final int SUM_BYTES = 8;
    static final int TYPE = 156;
    static final int MAGIC = 257;
    static final int PREFIX = 345;
    static final int PREFIX_BYTES = 155;
    static final int SPARSE_MORE = 482;
    /** In a further block of the map. */
    static final int SPARSE_STILL_MORE = 504;

    private static final long EVEN_BYTES = 0x00ff00ff00ff00ffL;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private TarHeader() {}

    /** Whether all bytes of a block are 0. */
    static boolean isZero(byte[] array, int at) {
        long any = 0;
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            any |= (long) LONG.get(array, at + i);
        }
        return any == 0;
    }

    /** @throws DamageException when the header's sum is not the one written in it */
    static void checkSum(byte[] array, int at, long place) throws DamageException {
        long written = number(array, at + SUM, SUM_BYTES);
        int own = 0;
        for (int i = 0; i < SUM_BYTES; i++) {
            own += (array[at + SUM + i] & 0xff) - ' ';
        }
        if (written == sum(array, at) - own) {
            return;
        }
        int signed = 0;
        for (int i = 0; i < BYTES; i++) {
            signed += i >= SUM && i < SUM + SUM_BYTES ? ' ' : array[at + i];
        }
        if (written != signed) {
            throw new DamageException("has a header at " + place + " whose bytes sum to " + (sum(array, at) - own)
                    + ", but " + (written < 0 ? "no number" : written) + " is written in it");
        }
    }

    /** The sum of all bytes: eight at a time, in four lanes of 16 bits, none of which can run over in 64 steps. */
    private static int sum(byte[] array, int at) {
        long lanes = 0;
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            long eight = (long) LONG.get(array, at + i);
            lanes += (eight & EVEN_BYTES) + ((eight >>> Byte.SIZE) & EVEN_BYTES);
        }
        return (int) ((lanes & 0xffff) + ((lanes >>> 16) & 0xffff) + ((lanes >>> 32) & 0xffff) + (lanes >>> 48));
    }

    /** A number field; -1 when it holds no number, or one that is negative or has more than 63 bits. */
    static long number(byte[] array, int from, int length) {
        if (array[from] < 0) {
            return binary(array, from, length);
        }
        int at = from;
        int end = from + length;
        while (at < end && array[at] == ' ') {
            at++;
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = array[at] - '0';
            if (digit < 0 || digit > 7) {
                if (array[at] == 0 || array[at] == ' ') {
                    break;
                }
                return -1;
            }
            value = (value << 3) | digit; // 12 digits at most: 36 bits
        }
        return value;
    }

    private static long binary(byte[] array, int from, int length) {
        long value = array[from] & 0x7f;
        if (value >= 0x40) {
            return -1; // the sign of a negative number
        }
        for (int i = 1; i < length; i++) {
            if (value >>> (Long.SIZE - Byte.SIZE - 1) != 0) {
                return -1;
            }
            value = (value << Byte.SIZE) | (array[from + i] & 0xff);
        }
        return value;
    }

    /** How long a text field is: up to its first 0. */
    static int textLength(byte[] array, int from, int length) {
        int end = 0;
        while (end < length && array[from + end] != 0) {
            end++;
        }
        return end;
    }

    /** Whether the header is a POSIX one, which may have a prefix. */
    static boolean isPosix(byte[] array, int at) {
        int from = at + MAGIC;
        return array[from] == 'u'
                && array[from + 1] == 's'
                && array[from + 2] == 't'
                && array[from + 3] == 'a'
                && array[from + 4] == 'r'
                && array[from + 5] == 0;
    }

    /** A size rounded up to whole blocks. */
    static long padded(long size) {
        return (size + BYTES - 1) & -BYTES;
    }
}
