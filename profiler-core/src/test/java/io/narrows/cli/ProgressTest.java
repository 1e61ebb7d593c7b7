package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nowNs;

    @Test
    void plainOutputHasALinePerStepAndOneEveryFewSeconds() {
        Progress progress = step(new Progress.Style(false, false, true));
        for (int second = 1; second <= 12; second++) {
            nowNs = TimeUnit.SECONDS.toNanos(second);
            progress.update(second, 12);
        }
        progress.note("one more thing");
        progress.done("12 files");
        progress.done("again");
        progress.close();

        assertEquals("""
                read ...
                read 41 %
                read 83 %
                one more thing
                read: 12 files (12.0 s)
                """, text());
    }

    @Test
    void terminalRedrawsOneLineAndKeepsNotesApart() {
        Progress progress = step(new Progress.Style(true, false, false));
        nowNs = TimeUnit.SECONDS.toNanos(1);
        progress.update(1, 2);
        progress.note("note");
        progress.done("all");

        String text = text();
        assertTrue(text.contains("############............  50 %"), text);
        assertEquals(
                2,
                text.lines()
                        .filter(line -> line.endsWith("note") || line.endsWith("all (1.0 s)"))
                        .count(),
                text);
        assertFalse(text.contains("\u001b"), "no colour was asked for: " + text);
    }

    @Test
    void unknownTotalShowsTheCountAndCloseEndsTheLine() {
        Progress progress = step(new Progress.Style(true, true, true));
        nowNs = TimeUnit.SECONDS.toNanos(1);
        progress.update(7, 0);
        progress.close();
        progress.update(8, 0);

        assertTrue(text().endsWith("read                   7\n"), text());
    }

    @Test
    void whatCountsThingsShowsItsRateAndTheTimeLeft() {
        Progress progress = Progress.step(
                "embed",
                out,
                new Progress.Style(false, false, true),
                () -> nowNs,
                new Progress.Rate("texts", 1_000)); // of an earlier run
        nowNs = TimeUnit.SECONDS.toNanos(5);
        progress.update(1_000, 20_000);
        nowNs = TimeUnit.SECONDS.toNanos(10);
        progress.update(2_000, 20_000);
        nowNs = TimeUnit.SECONDS.toNanos(100);
        progress.update(15_000, 20_000);
        nowNs = TimeUnit.SECONDS.toNanos(110);
        progress.update(15_100, 2_000_000);
        nowNs = TimeUnit.SECONDS.toNanos(2_000);
        progress.update(15_100, 0);
        progress.done("15,100 texts");

        assertEquals("""
                embed ...
                embed 5 %
                embed 10 %, 100 texts/s, 3:00 min left
                embed 75 %, 140 texts/s, 36 s left
                embed 0 %, 128 texts/s, 4:18 h left
                embed 15100, 7.1 texts/s
                embed: 15,100 texts (2000.0 s)
                """, text());
    }

    @Test
    void colourIsUsedOnlyWhereAllowed() {
        step(new Progress.Style(true, true, true)).done("fine");

        assertTrue(text().contains("\u001b[32mfine\u001b[0m"), text());
    }

    private Progress step(Progress.Style style) {
        return Progress.step("read", out, style, () -> nowNs);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
