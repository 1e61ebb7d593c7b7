package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTextTest {
    @Test
    void keepsWholeWordsUpToTheWantedTokens() {
        assertEquals("one two three", LongText.cut("one two three four", 3));
        assertEquals("one,two", LongText.cut("one,two,three", 3));
        assertEquals("\u0434\u0430 \u0434\u0430", LongText.cut("\u0434\u0430 \u0434\u0430 \u0434\u0430", 2));
        assertEquals("\u4e2d\u6587", LongText.cut("\u4e2d\u6587\u4e2d\u6587", 2));
        assertEquals("...", LongText.cut("......", 3));
    }

    @Test
    void doesNotCountSpecialTokensTwice() {
        assertEquals("[SEP][SEP]a", LongText.cut("[SEP][SEP]a b", 3));
    }

    @Test
    void shortensAWordThatIsTooLongToBeKnown() {
        assertEquals("a " + "x".repeat(200) + " b", LongText.cut("a " + "x".repeat(1_000_000) + " b", 9));
        assertEquals("x".repeat(200) + "\u0301y", LongText.cut("x".repeat(201) + "\u0301y", 9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "one two three",
                "wordwithoutend",
                "\u0301\u0301 \u0301 \u0301",
                "\u200b \u200b \u200b \u200b"
            })
    void leavesWholeWhatMayBeFewTokens(String text) {
        assertSame(text, LongText.cut(text, 3));
    }

    @Test
    void joinsWordsThatOnlyADroppedCharacterParts() {
        assertEquals("a\u0000b\u200bc d e", LongText.cut("a\u0000b\u200bc d e f", 3));
    }
}
