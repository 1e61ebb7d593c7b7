package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.data.shard.RawSample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodersTest {
    /** A document as a data set may have it. */
    record Doc(String text, List<Integer> tokens) {}

    /** A text and its class. */
    record Labelled(String text, long label) {}

    @Test
    void jsonIsParsedWhereItLies() throws Exception {
        Decoder<Doc> decoder = Decoders.json(Doc.class);
        RawSample sample = Samples.of("json", "{\"text\": \"größer\", \"tokens\": [1, 2], \"other\": {\"a\": null}}");
        assertEquals(new Doc("größer", List.of(1, 2)), decoder.decode(sample));
        assertEquals(
                7,
                Decoders.json("meta.json", JsonNode.class)
                        .decode(Samples.of("meta.json", " 7 "))
                        .intValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\": \"a | not the JSON that it has to be at byte",
                "{\"text\": \"a\"} x | not the JSON that it has to be at byte 15: Unrecognized token 'x'",
                "{\"tokens\": [\"a\"]} | Cannot deserialize value of type",
                "null | null, must be a value",
            })
    void whatIsNotTheJsonThatItHasToBeIsRefusedWithItsPlace(String json, String rule) {
        DecodeException refused = assertThrows(
                DecodeException.class, () -> Decoders.json(Doc.class).decode(Samples.of("json", json.strip())));
        assertEquals("json", refused.field());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("field \"json\": ") && message.contains(rule), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aMissingFieldIsNamedWithThoseThatAreThere() {
        RawSample sample = Samples.of("txt", "a", "cls", "1");
        for (Decoder<?> decoder : List.of(
                Decoders.json(Doc.class),
                Decoders.text("json"),
                Decoders.bytes("json"),
                Decoders.integer("json"),
                Decoders.npy("json"))) {
            DecodeException refused = assertThrows(DecodeException.class, () -> decoder.decode(sample));
            assertEquals("field \"json\": the sample has none of that name, it has [txt, cls]", refused.getMessage());
        }
    }

    @Test
    void textIsUtf8AndNothingElse() throws Exception {
        Decoder<String> decoder = Decoders.text("txt");
        assertEquals("grün \uFFFD 𝄞", decoder.decode(Samples.of("txt", "grün \uFFFD 𝄞")));
        assertEquals("", decoder.decode(Samples.of("txt", "")));
        DecodeException refused = assertThrows(
                DecodeException.class,
                () -> decoder.decode(Samples.of("txt", "größer".getBytes(StandardCharsets.ISO_8859_1))));
        assertEquals("field \"txt\": no UTF-8 from byte 2 on", refused.getMessage());
    }

    @Test
    void aClassIsAWholeNumber() throws Exception {
        assertEquals(-12, Decoders.integer("cls").decode(Samples.of("cls", " -12\n")));
        DecodeException refused = assertThrows(
                DecodeException.class, () -> Decoders.integer("cls").decode(Samples.of("cls", "1.5")));
        assertEquals("field \"cls\": \"1.5\" is no whole number of 64 bits", refused.getMessage());
    }

    @Test
    void bytesAreACopy() throws Exception {
        RawSample sample = Samples.of("bin", new byte[] {1, 2, 3});
        byte[] copy = Decoders.bytes("bin").decode(sample);
        Arrays.fill(sample.array(), (byte) 9);
        assertArrayEquals(new byte[] {1, 2, 3}, copy);
    }

    @Test
    void severalFieldsAtOnce() throws Exception {
        RawSample sample = Samples.of("txt", "a text", "cls", "4");
        assertEquals(
                new Labelled("a text", 4),
                Decoders.fields(Decoders.text("txt"), Decoders.integer("cls"), Labelled::new)
                        .decode(sample));
        Map<String, Decoder<?>> decoders = new LinkedHashMap<>();
        decoders.put("label", Decoders.integer("cls"));
        decoders.put("text", Decoders.text("txt"));
        Map<String, Object> values = Decoders.fields(decoders).decode(sample);
        assertEquals(Map.of("label", 4L, "text", "a text"), values);
        assertEquals(List.of("label", "text"), List.copyOf(values.keySet()));
    }

    @Test
    void oneDecoderServesManyThreads() throws Exception {
        Decoder<Doc> decoder = Decoders.json(Doc.class);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> sums = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int own = t;
                sums.add(threads.submit(() -> {
                    int sum = 0;
                    for (int i = 0; i < 500; i++) {
                        sum += decoder.decode(Samples.of("json", "{\"tokens\": [" + own + ", " + i + "]}"))
                                .tokens()
                                .get(1);
                    }
                    return sum;
                }));
            }
            for (Future<Integer> sum : sums) {
                assertEquals(499 * 500 / 2, sum.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
