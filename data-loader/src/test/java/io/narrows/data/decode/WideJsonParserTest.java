package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our parser makes of bytes is what Jackson's own makes of them: the same values, or the same error at the same place. */
class WideJsonParserTest {
    private static final int ROUNDS = 30_000;

    private final JsonFactory plain = new JsonFactory();
    private final JsonFactory wide = new WideJsonFactory();

    @Test
    void aPlainDocumentIsParsedByIt() throws IOException {
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = wide.createParser(json, 0, json.length)) {
            assertInstanceOf(WideJsonParser.class, parser);
        }
    }

    @Test
    void randomStringsAreReadAsJacksonReadsThem() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        int right = 0;
        int wrong = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] document = document(random, round % 3 == 0);
            byte[] json = placed(random, document);
            int offset = (json.length - document.length) / 2;
            String expected = told(plain, json, offset, document.length);
            assertEquals(
                    expected,
                    told(wide, json, offset, document.length),
                    () -> new String(document, StandardCharsets.ISO_8859_1));
            if (expected.contains("not right")) {
                wrong++;
            } else {
                right++;
            }
        }
        assertTrue(right > ROUNDS / 5, () -> "only part of " + ROUNDS);
        assertTrue(wrong > ROUNDS / 5, () -> "only part of " + ROUNDS);
    }

    /** Each place and each bit of a document that has all kinds of strings. */
    @Test
    void aDocumentWithAnyBitTurnedIsReadAsJacksonReadsIt() throws IOException {
        byte[] json =
                ("{\"name\":\"plain text of some length\",\"h\\u00f6he\":\"\\u00e9t\\u00e9 \\ud83d\\ude00 caf\u00e9 \u20ac \ud83d\ude00\","
                                + "\"list\":[\"\",\"\\n\",\"a\\\"b\\\\c\\/\",1.5e3,true,null]}")
                        .getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < json.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] turned = json.clone();
                turned[at] ^= (byte) (1 << bit);
                assertEquals(told(plain, turned, 0, turned.length), told(wide, turned, 0, turned.length));
            }
            assertEquals(told(plain, json, 0, at), told(wide, json, 0, at));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void otherEncodingsAndMarksAreJacksons(String name) throws IOException {
        for (String text : List.of("{\"a\":\"\u00e9\"}", "\ufeff{\"a\":\"\u00e9\"}", "\"x\"", "7", " [\"\u20ac\"] ")) {
            byte[] json = text.getBytes(Charset.forName(name));
            assertEquals(told(plain, json, 0, json.length), told(wide, json, 0, json.length));
        }
    }

    @Test
    void aTextLongerThanTheLimitIsRefusedAsJacksonRefusesIt() throws IOException {
        StreamReadConstraints limit =
                StreamReadConstraints.builder().maxStringLength(100).build();
        plain.setStreamReadConstraints(limit);
        wide.setStreamReadConstraints(limit);
        for (int length : new int[] {99, 100, 101, 50_000}) {
            for (String end : List.of("", "\\n", "\u00e9\u00e9")) {
                byte[] json =
                        ("[\"" + "x".repeat(length - end.length()) + end + "\"]").getBytes(StandardCharsets.UTF_8);
                assertEquals(
                        withoutLength(told(plain, json, 0, json.length)),
                        withoutLength(told(wide, json, 0, json.length)));
            }
        }
    }

    /** How long the text is, Jackson says as far as it has read. */
    private static String withoutLength(String told) {
        return told.replaceAll("length \\(\\d+\\)", "length (n)");
    }

    /** Longer than the array that Jackson lends for what has escapes. */
    @Test
    void aLongTextWithEscapesIsRead() throws IOException {
        String text = "line of text\n\t\u00e9\ud83d\ude00".repeat(20_000);
        byte[] json = JsonMapper.builder().build().writeValueAsBytes(Map.of("text", text));
        ObjectReader reader = JsonMapper.builder(wide).build().readerFor(JsonNode.class);
        for (int again = 0; again < 2; again++) {
            JsonNode read = reader.readValue(json);
            assertEquals(text, read.get("text").textValue());
        }
    }

    /** All that is read, token by token; then all again with every second string passed over; then as objects. */
    private static String told(JsonFactory factory, byte[] json, int offset, int length) throws IOException {
        return tokens(factory, json, offset, length, 1)
                + tokens(factory, json, offset, length, 2)
                + objects(factory, json, offset, length);
    }

    private static String tokens(JsonFactory factory, byte[] json, int offset, int length, int each)
            throws IOException {
        StringBuilder told = new StringBuilder();
        try (JsonParser parser = factory.createParser(json, offset, length)) {
            int number = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                told.append(token)
                        .append('@')
                        .append(parser.currentTokenLocation().getByteOffset());
                if (number++ % each == 0) {
                    told.append('=').append(parser.getText());
                    told.append('=').append(parser.getText()).append(parser.getTextLength());
                }
                told.append("..")
                        .append(parser.currentLocation().getByteOffset())
                        .append('\n');
            }
        } catch (JsonProcessingException e) {
            told.append(wrong(e));
        }
        return told.toString();
    }

    private static String objects(JsonFactory factory, byte[] json, int offset, int length) throws IOException {
        ObjectReader reader = JsonMapper.builder(factory).build().reader();
        try {
            return reader.readTree(json, offset, length) + "\n"
                    + reader.forType(Object.class).readValue(json, offset, length);
        } catch (JsonProcessingException e) {
            return wrong(e);
        }
    }

    private static String wrong(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return "not right: " + e.getOriginalMessage() + " at " + (at == null ? "" : at.getByteOffset());
    }

    private static byte[] placed(SplittableRandom random, byte[] document) {
        int before = random.nextInt(20);
        byte[] array = new byte[document.length + 2 * before];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) "\"\\x\u00e9".charAt(random.nextInt(4)); // what lies beside is not looked at
        }
        System.arraycopy(document, 0, array, before, document.length);
        return array;
    }

    private static byte[] document(SplittableRandom random, boolean spoilt) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        int members = 1 + random.nextInt(4);
        text(json, "{");
        for (int i = 0; i < members; i++) {
            text(json, (i == 0 ? "\"" : ",\"") + "m" + i + "\":\"");
            int parts = random.nextInt(8);
            for (int part = 0; part < parts; part++) {
                part(json, random, spoilt && random.nextInt(6) == 0);
            }
            text(json, "\"");
        }
        text(json, "}");
        byte[] whole = json.toByteArray();
        return spoilt && random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole;
    }

    private static void part(ByteArrayOutputStream json, SplittableRandom random, boolean spoilt) {
        if (spoilt) {
            switch (random.nextInt(7)) {
                case 0 -> json.write(random.nextInt(' '));
                case 1 -> json.write(0x80 + random.nextInt(0x80));
                case 2 -> text(json, "\\" + (char) (' ' + random.nextInt(95)));
                case 3 -> text(json, "\\ud8" + Integer.toHexString(0x10 + random.nextInt(0x80)));
                case 4 -> text(json, "\\u12");
                case 5 -> json.writeBytes(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
                default -> json.writeBytes(new byte[] {(byte) 0xc0, (byte) 0x80});
            }
            return;
        }
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> text(json, "abcdefgh ijklmnop,:{}[]~\u007f".substring(0, random.nextInt(26)));
            case 3 -> text(json, "\\" + "\"\\/bfnrt".charAt(random.nextInt(8)));
            case 4 -> text(json, String.format("\\u%04" + (random.nextBoolean() ? "x" : "X"), random.nextInt(0xd800)));
            case 5 -> text(json, "\\ud83d\\ude0" + random.nextInt(10));
            case 6 -> text(json, "\u00e9\u20ac\ud83d\ude00".repeat(1 + random.nextInt(2)));
            default -> text(json, random.nextInt(4) == 0 ? "\ufffd" : "\u07ff");
        }
    }

    private static void text(ByteArrayOutputStream json, String text) {
        json.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
