package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.buffer.RecordLayout;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that other readers are written from says what the code does. */
class LogFormatPageTest {

    private static final Path PAGE = Path.of("..", "docs", "reference", "log-format.md");

    private static Map<Integer, String> table(String heading, String row) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("\n" + heading + "\n");
        assertTrue(start >= 0, "no heading " + heading);
        int end = page.indexOf("\n#", start + 1);
        Matcher matcher =
                Pattern.compile(row, Pattern.MULTILINE).matcher(page.substring(start, end < 0 ? page.length() : end));
        Map<Integer, String> rows = new TreeMap<>();
        while (matcher.find()) {
            rows.putIfAbsent(Integer.valueOf(matcher.group(1)), matcher.group(2));
        }
        return rows;
    }

    @Test
    void theTableOfDocumentsIsTheCodes() throws IOException {
        Map<Integer, String> expected = new TreeMap<>();
        for (DocumentType type : DocumentType.values()) {
            expected.put(type.number, type.name() + " | " + type.version);
        }
        assertEquals(expected, table("## Documents", "^\\| (\\d+) \\| ([A-Z_]+ \\| \\d+) \\|"));
    }

    @Test
    void everyDocumentHasItsLayout() throws IOException {
        List<String> headings = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("^### \\d+ [A-Z_]+$", Pattern.MULTILINE).matcher(Files.readString(PAGE));
        while (matcher.find()) {
            headings.add(matcher.group().substring(4));
        }
        List<String> expected = new ArrayList<>();
        for (DocumentType type : DocumentType.values()) {
            expected.add(type.number + " " + type.name());
        }
        assertEquals(expected, headings);
    }

    @Test
    void theTableOfRecordsIsTheCodes() throws IOException, IllegalAccessException {
        Map<Integer, String> expected = new TreeMap<>();
        for (Field field : RecordLayout.class.getFields()) {
            boolean type = field.getType() == int.class && Modifier.isStatic(field.getModifiers());
            if (type && !List.of("BYTES", "TEXT_BYTES", "MAX_ID").contains(field.getName())) {
                expected.put(field.getInt(null), field.getName());
            }
        }
        assertEquals(expected, table("### A record", "^\\| (\\d+) \\| ([A-Z_]+) \\| [a-z0-9]"));
    }

    @Test
    void theFormatVersionIsTheCodes() throws IOException {
        assertTrue(Files.readString(PAGE).contains("\nFormat version " + LogWriter.FORMAT_VERSION + "."));
    }

    @Test
    void whatNumbersStandForIsTheCodes() throws IOException {
        String page = Files.readString(PAGE).replaceAll("\\s+", " ");
        StringBuilder kept = new StringBuilder("Why it was kept: ");
        for (TraceDocument.Kept each : TraceDocument.Kept.values()) {
            kept.append(each.ordinal())
                    .append(' ')
                    .append(each.name().toLowerCase(Locale.ROOT))
                    .append(each == TraceDocument.Kept.CONTEXT ? "." : ", ");
        }
        assertTrue(page.contains(kept), kept.toString());
        assertTrue(page.contains("Bucket " + (LatencyBuckets.COUNT - 1) + " is the last."));
        assertTrue(page.contains("(" + (LogLimits.DEFAULTS.rotateBytes() >> 20) + " MiB or "
                + LogLimits.DEFAULTS.rotateAfter().toHours() + " hour, unless"));
        assertTrue(page.contains("(" + (LogLimits.DEFAULTS.maxLogBytes() >> 30) + " GiB, unless"));
    }

    @Test
    void theBucketsAreTheFormulasOfThePage() {
        for (int i = 0; i < LatencyBuckets.COUNT; i++) {
            long low = i < 32 ? i : (32L + i % 32) << (i / 32 - 1);
            assertEquals(low, LatencyBuckets.lowNs(i));
        }
    }
}
