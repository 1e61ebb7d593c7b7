package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Parts of the examples' sources, and the same as pages quote them. */
final class Snippets {
    private static final Path SOURCES = Path.of("src/main/java/io/narrows/examples");

    private static final Path TESTS = Path.of("src/test/java/io/narrows/examples");

    private Snippets() {}

    /** What stands between {@code // snippet: NAME} and the next {@code // snippet: end}, indented as far as the former. */
    static String inSource(String file, String name) throws IOException {
        return in(SOURCES.resolve(file), name);
    }

    /** The same in the source of a test. */
    static String inTest(String file, String name) throws IOException {
        return in(TESTS.resolve(file), name);
    }

    private static String in(Path file, String name) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> marks = lines.stream().map(String::strip).toList();
        int from = marks.indexOf("// snippet: " + name);
        assertTrue(from >= 0, file + " has no snippet " + name);
        int length = marks.subList(from, marks.size()).indexOf("// snippet: end");
        int indent = lines.get(from).indexOf("//");
        return lines.subList(from + 1, from + length).stream()
                .map(line -> line.isEmpty() ? line : line.substring(indent))
                .collect(Collectors.joining("\n"));
    }

    /** The Java block after {@code <!-- snippet: NAME -->}. */
    static String onPage(Path page, String name) throws IOException {
        String text = Files.readString(page);
        int mark = text.indexOf("<!-- snippet: " + name + " -->");
        assertTrue(mark >= 0, page + " quotes no snippet " + name);
        int from = text.indexOf("```java\n", mark) + "```java\n".length();
        return text.substring(from, text.indexOf("\n```", from));
    }
}
