package io.narrows.data.shard.index;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects numbers of seven bits a byte, the lowest first. */
final class VarintOutput {
    private byte[] bytes = new byte[4096];
    private int size;

    void put(long number) {
        if (size + 10 > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        long rest = number;
        while (rest > 0x7f) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    int size() {
        return size;
    }

    void copyTo(ByteBuffer out) {
        out.put(bytes, 0, size);
    }
}
