package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read here, and what is left to Jackson: that both make the same of it is said elsewhere. */
class JsonStringsTest {
    private static final String BEFORE = "\"";

    private final JsonStrings strings = new JsonStrings(new byte[8]);

    private static byte[] json(String inside, String behind) {
        return (BEFORE + inside + behind).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``|``",
                "a|a",
                "sixteen letters.|sixteen letters.",
                "seventeen letters|seventeen letters",
                "\\\"\\\\\\/|\"\\/",
                "line\\tof\\u0020text|line\tof text",
                "caf\\u00E9 and more|caf\u00e9 and more",
                "caf\u00e9, \u20ac and \ud83d\ude00|caf\u00e9, \u20ac and \ud83d\ude00",
                "\\ud83d\\ude00 \\u20ac|\ud83d\ude00 \u20ac",
            })
    void usualStringsAreRead(String inside, String text) {
        byte[] json = json(inside, "\",\"b\"");
        assertEquals(text, strings.read(json, 1, json.length));
        assertEquals(json.length - 4, strings.end());
        assertEquals(text, strings.read(json, 1, json.length - 4), "where nothing follows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "letters and more letters", "\\n\\u0041\\\"", "caf\\u00e9 \\ud83d\\ude00"})
    void thoseInAsciiArePassedOver(String inside) {
        byte[] json = json(inside, "\",\"b\"");
        assertEquals(json.length - 4, strings.skip(json, 1, json.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0001b",
                "some more letters \u001f",
                "\\x",
                "\\",
                "\\u12",
                "\\u12g4",
                "\\ud83d",
                "\\ud83d\\n",
                "\\ud83d\\u0041",
                "\\ude00",
            })
    void unusualOnesAreNot(String inside) {
        byte[] json = json(inside, "\"");
        assertNull(strings.read(json, 1, json.length));
        assertEquals(-1, strings.skip(json, 1, json.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no end", "no end of a long one", "\\n no end"})
    void oneWithoutEndIsNot(String inside) {
        byte[] json = json(inside, "");
        assertNull(strings.read(json, 1, json.length));
        assertEquals(-1, strings.skip(json, 1, json.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufffd", "a long text with \ufffd in it"})
    void oneWithTheSignOfWhatCouldNotBeDecodedIsNot(String inside) {
        byte[] json = json(inside, "\"");
        assertNull(strings.read(json, 1, json.length));
    }
}
