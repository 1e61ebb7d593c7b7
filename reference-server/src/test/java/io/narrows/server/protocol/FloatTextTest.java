package io.narrows.server.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
    private static String text(float value) {
        byte[] out = new byte[FloatText.MAX_BYTES];
        int length = FloatText.write(value, out, 0);
        return new String(out, 0, length, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "-0.1, -0.1",
        "1.0, 1.0",
        "0.5, 0.5",
        "123.456, 123.456",
        "9999999.0, 9999999.0",
        "0.033203125, 0.033203125",
        "0.0, 0.0",
        "-0.0, -0.0",
        "1.0E-5, 1.0E-5",
        "0.01000001, 0.01000001"
    })
    void commonValuesAreShort(float value, String expected) {
        assertEquals(expected, text(value));
    }

    @Property(tries = 20_000)
    void everyFiniteFloatReadsBack(@ForAll int bits) throws IOException {
        float value = Float.intBitsToFloat(bits);
        if (Float.isFinite(value)) {
            readsBack(value);
        }
    }

    @Property(tries = 20_000)
    void everyFloatOfAnEmbeddingReadsBack(@ForAll int mantissa, @ForAll byte exponent) throws IOException {
        // exponents around those of normalised vectors, where the fast way is taken
        int biased = 127 - Math.floorMod(exponent, 20);
        readsBack(Float.intBitsToFloat((biased << 23) | (mantissa & 0x7fffff)));
    }

    @Test
    void neighboursOfPowersOfTwoReadBack() throws IOException {
        for (int exponent = -20; exponent <= 24; exponent++) {
            float power = (float) Math.pow(2, exponent);
            readsBack(power);
            readsBack(Math.nextUp(power));
            readsBack(Math.nextDown(power));
        }
    }

    /** By a parser that rounds once, by one that goes through double, and by Jackson. */
    private static void readsBack(float value) throws IOException {
        String text = text(value);
        int bits = Float.floatToRawIntBits(value);
        assertEquals(bits, Float.floatToRawIntBits(Float.parseFloat(text)), text);
        assertEquals(bits, Float.floatToRawIntBits((float) Double.parseDouble(text)), text);
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            assertEquals(bits, Float.floatToRawIntBits(parser.getFloatValue()), text);
        }
    }

    @Test
    void theCommonRangeAllocatesNothing() {
        byte[] out = new byte[FloatText.MAX_BYTES];
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 1; i <= 10_000; i++) {
                FloatText.write(i * 0.0001f, out, 0);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }
}
