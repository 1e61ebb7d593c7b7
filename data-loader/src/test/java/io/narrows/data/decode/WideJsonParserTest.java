package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our parser makes of bytes is what Jackson's own makes of them: the same values, or the same error at the same place. */
class WideJsonParserTest {
    private static final int ROUNDS = 30_000;

    private static final Map<JsonFactory, ObjectReader> READERS = new ConcurrentHashMap<>();

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

    @Test
    void withFeaturesThatAllowMoreItIsTheSameToo() throws IOException {
        for (JsonReadFeature feature : List.of(
                JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER,
                JsonReadFeature.ALLOW_SINGLE_QUOTES)) {
            plain.enable(feature.mappedFeature());
            wide.enable(feature.mappedFeature());
        }
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < ROUNDS / 10; round++) {
            byte[] json = document(random, true);
            assertEquals(told(plain, json, 0, json.length), told(wide, json, 0, json.length));
        }
    }

    @Test
    @SuppressWarnings("deprecation") // the builder makes Jackson's own factory alone
    void aFactoryWithoutCanonicalNamesIsLeftToJackson() throws IOException {
        plain.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
        wide.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
        byte[] json = "{\"a name\":\"a text\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(objects(plain, json, 0, json.length), objects(wide, json, 0, json.length));
    }

    @Test
    void aMapperOfItIsCopiedAndIsOneOfJson() throws IOException {
        byte[] json = "{\"a\":\"text\"}".getBytes(StandardCharsets.UTF_8);
        JsonMapper copy = JsonMapper.builder(wide).build().copy();
        try (JsonParser parser = copy.getFactory().createParser(json, 0, json.length)) {
            assertInstanceOf(WideJsonParser.class, parser);
        }
        assertEquals("text", copy.rebuild().build().readTree(json).get("a").textValue());
        assertEquals(JsonFactory.FORMAT_NAME_JSON, wide.getFormatName());
    }

    /** The array that Jackson lends comes back, once. */
    @Test
    void whatItBorrowsItGivesBack() throws IOException {
        BufferRecycler recycler = new BufferRecycler();
        wide.setRecyclerPool(new OneRecycler(recycler));
        int kind = BufferRecycler.BYTE_WRITE_ENCODING_BUFFER;
        byte[] lent = recycler.allocByteBuffer(kind);
        recycler.releaseByteBuffer(kind, lent);
        byte[] json = "[\"a\\nb\"]".getBytes(StandardCharsets.UTF_8);
        JsonParser parser = wide.createParser(json, 0, json.length);
        assertNotSame(lent, recycler.allocByteBuffer(kind));
        parser.nextToken();
        parser.nextToken();
        assertEquals("a\nb", parser.getText());
        parser.close();
        parser.close();
        assertSame(lent, recycler.allocByteBuffer(kind));
        assertNotSame(lent, recycler.allocByteBuffer(kind));
    }

    private record OneRecycler(BufferRecycler recycler) implements RecyclerPool<BufferRecycler> {
        private static final long serialVersionUID = 1;

        @Override
        public BufferRecycler acquireAndLinkPooled() {
            return recycler;
        }

        @Override
        public BufferRecycler acquirePooled() {
            return recycler;
        }

        @Override
        public void releasePooled(BufferRecycler pooled) {}
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
                assertEquals(told(plain, json, 0, json.length), told(wide, json, 0, json.length));
                assertEquals(again(plain, json), again(wide, json));
            }
        }
    }

    /** What asking a second time gives when the first was refused, and what follows. */
    private static String again(JsonFactory factory, byte[] json) throws IOException {
        StringBuilder told = new StringBuilder();
        try (JsonParser parser = factory.createParser(json, 0, json.length)) {
            parser.nextToken();
            parser.nextToken();
            for (int time = 0; time < 2; time++) {
                try {
                    told.append(parser.getText());
                } catch (JsonProcessingException e) {
                    told.append(wrong(e));
                }
            }
        }
        return told.toString();
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

    /** Texts whose last escape comes where the array that Jackson lends, or one twice as long, ends. */
    @Test
    void anEscapeAtTheEndOfTheArrayIsRead() throws IOException {
        for (int size : new int[] {8_000, 16_000}) {
            for (int length = size - 10; length < size + 10; length++) {
                for (String end : List.of("\\ud83d\\ude00", "\\u20ac", "\\n")) {
                    byte[] json = ("[\"\\t" + "x".repeat(length) + end + "\"]").getBytes(StandardCharsets.UTF_8);
                    assertEquals(objects(plain, json, 0, json.length), objects(wide, json, 0, json.length));
                }
            }
        }
    }

    /** All that is read, token by token in each way that there is; then as objects. */
    private static String told(JsonFactory factory, byte[] json, int offset, int length) throws IOException {
        StringBuilder told = new StringBuilder();
        for (Way way : Way.values()) {
            told.append(tokens(factory, json, offset, length, way));
        }
        return told + objects(factory, json, offset, length);
    }

    /** How the text of a token is asked for. */
    private enum Way {
        TWICE,
        EVERY_OTHER,
        NEXT_TEXT,
        CHARACTERS_FIRST,
        WRITER
    }

    private static String tokens(JsonFactory factory, byte[] json, int offset, int length, Way way) throws IOException {
        StringBuilder told = new StringBuilder();
        try (JsonParser parser = factory.createParser(json, offset, length)) {
            int number = 0;
            JsonToken token;
            do {
                String next = way == Way.NEXT_TEXT ? parser.nextTextValue() : null;
                token = way == Way.NEXT_TEXT ? parser.currentToken() : parser.nextToken();
                told.append(token).append(next).append(place(parser.currentTokenLocation()));
                if (token != null && (way != Way.EVERY_OTHER || number++ % 2 == 0)) {
                    told.append('=').append(text(parser, way)).append('=').append(parser.getText());
                }
                told.append("..").append(place(parser.currentLocation())).append('\n');
            } while (token != null);
        } catch (JsonProcessingException e) {
            told.append(wrong(e));
        }
        return told.toString();
    }

    private static String text(JsonParser parser, Way way) throws IOException {
        return switch (way) {
            case CHARACTERS_FIRST ->
                new String(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            case WRITER -> {
                StringWriter writer = new StringWriter();
                yield parser.getText(writer) + ":" + writer;
            }
            default -> parser.getText() + parser.getTextLength();
        };
    }

    private static String place(JsonLocation at) {
        return "@" + at.getByteOffset() + "," + at.getLineNr() + "," + at.getColumnNr();
    }

    private static String objects(JsonFactory factory, byte[] json, int offset, int length) throws IOException {
        ObjectReader reader = READERS.computeIfAbsent(
                factory, any -> JsonMapper.builder(any).build().reader());
        try {
            return reader.readTree(json, offset, length) + "\n"
                    + reader.forType(Object.class).readValue(json, offset, length);
        } catch (JsonProcessingException e) {
            return wrong(e);
        }
    }

    private static String wrong(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return "not right: " + e.getOriginalMessage() + " at " + (at == null ? "" : place(at));
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
