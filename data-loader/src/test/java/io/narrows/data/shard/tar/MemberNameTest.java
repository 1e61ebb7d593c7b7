package io.narrows.data.shard.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class MemberNameTest {
    /** WebDataset's own, and what it skips. */
    private static final Pattern RULE = Pattern.compile("^((?:.*/|)[^.]+)[.]([^/]*)$", Pattern.DOTALL);

    private static final Pattern ABOUT = Pattern.compile("__[^/]*__($|/)");

    private static String split(String name) {
        byte[] bytes = ("xx" + name + "yy").getBytes(StandardCharsets.UTF_8);
        int length = MemberName.keyLength(bytes, 2, bytes.length - 4);
        return length < 0
                ? "none"
                : new String(bytes, 2, length, StandardCharsets.UTF_8) + " | "
                        + new String(bytes, 2 + length + 1, bytes.length - 4 - length - 1, StandardCharsets.UTF_8);
    }

    @Property(tries = 5000)
    void isTheRuleOfWebDataset(@ForAll @StringLength(max = 12) @Chars({'a', '.', '/', '_', 'é'}) String name) {
        Matcher matcher = RULE.matcher(name);
        boolean part = !ABOUT.matcher(name).lookingAt() && matcher.find();
        assertEquals(part ? matcher.group(1) + " | " + matcher.group(2) : "none", split(name));
    }

    @Example
    void theFirstDotAfterTheLastSlashParts() {
        assertEquals("a/b | seg.png", split("a/b.seg.png"));
        assertEquals("a.b/c | json", split("a.b/c.json"));
        assertEquals("./a | txt", split("./a.txt"));
        assertEquals("a | ", split("a."));
        assertEquals("none", split("a"));
        assertEquals("none", split(".a"));
        assertEquals("a/ | b", split("a/.b"));
        assertEquals("none", split("__index__"));
        assertEquals("none", split("__a.b__"));
        assertEquals("none", split("__a__/b.txt"));
        assertEquals("a/__b | c__", split("a/__b.c__"));
    }
}
