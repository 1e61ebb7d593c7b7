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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages on embedding show is what is compiled and run here. */
class EmbedPageTest {
    private static final Path SOURCES = Path.of("src/main/java/io/narrows/examples");
    private static final Pattern OURS =
            Pattern.compile("\\b(profiler|trace|batch)\\.|\\b(Profiler|Trace|Batch|Stage|Kind)\\b");

    @ParameterizedTest
    @CsvSource({"../docs/howto/embed.md, embed, WordCounter.java", "../README.md, first, FirstTrace.java"})
    void thePageQuotesTheExample(Path page, String name, String source) throws IOException {
        assertEquals(snippet(SOURCES.resolve(source), name), quoted(page, name));
    }

    @Test
    void embeddingTakesFewerThanTwentyLines() throws IOException {
        List<String> lines = snippet(SOURCES.resolve("WordCounter.java"), "embed")
                .lines()
                .filter(line -> OURS.matcher(line).find())
                .toList();
        assertTrue(lines.size() > 10 && lines.size() < 20, () -> lines.size() + " lines:\n" + String.join("\n", lines));
        assertTrue(
                snippet(SOURCES.resolve("FirstTrace.java"), "first").lines().count() < 20, "the README's, all of it");
    }

    private static String snippet(Path source, String name) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int from = indexOf(lines, "// snippet: " + name);
        int to = indexOf(lines, "// snippet: end");
        int indent = lines.get(from).indexOf("//");
        return lines.subList(from + 1, to).stream()
                .map(line -> line.isEmpty() ? line : line.substring(indent))
                .collect(Collectors.joining("\n"));
    }

    private static int indexOf(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }

    private static String quoted(Path path, String name) throws IOException {
        String page = Files.readString(path);
        int from = page.indexOf("```java\n", page.indexOf("<!-- snippet: " + name + " -->")) + "```java\n".length();
        return page.substring(from, page.indexOf("\n```", from));
    }
}
