package io.narrows.server.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of JSON in a growing array. For one thread. */
final class JsonWriter {
    private byte[] bytes;
    private int length;

    JsonWriter(int expected) {
        bytes = new byte[expected];
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    JsonWriter raw(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    JsonWriter raw(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    JsonWriter number(long value) {
        return raw(bytes(Long.toString(value)));
    }

    JsonWriter number(float value) {
        room(FloatText.MAX_BYTES);
        length = FloatText.write(value, bytes, length);
        return this;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
