package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page on embedding shows is what is compiled and run here. */
class EmbedPageTest {
    private static final Path SOURCE = Path.of("src/main/java/io/narrows/examples/WordCounter.java");
    private static final Path PAGE = Path.of("../docs/howto/embed.md");
    private static final Pattern OURS =
            Pattern.compile("\\b(profiler|trace|batch)\\.|\\b(Profiler|Trace|Batch|Stage|Kind)\\b");

    @Test
    void thePageQuotesTheExample() throws IOException {
        assertEquals(snippet(), quoted());
    }

    @Test
    void embeddingTakesFewerThanTwentyLines() throws IOException {
        List<String> lines =
                snippet().lines().filter(line -> OURS.matcher(line).find()).toList();
        assertTrue(lines.size() > 10 && lines.size() < 20, () -> lines.size() + " lines:\n" + String.join("\n", lines));
    }

    private static String snippet() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("    // snippet: embed");
        int to = lines.indexOf("    // snippet: end");
        return lines.subList(from + 1, to).stream()
                .map(line -> line.isEmpty() ? line : line.substring(4))
                .collect(Collectors.joining("\n"));
    }

    private static String quoted() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```java\n", page.indexOf("<!-- snippet: embed -->")) + "```java\n".length();
        return page.substring(from, page.indexOf("\n```", from));
    }
}
