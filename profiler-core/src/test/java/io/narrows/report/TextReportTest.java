package io.narrows.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.RunSimulation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextReportTest {

    @Test
    void fitsOneScreen() {
        for (RunReport report : List.of(
                SampleReports.loaded(),
                SampleReports.recorded(),
                SampleReports.explained(),
                SampleReports.sampled(),
                SampleReports.histogramsOnly())) {
            for (boolean unicode : new boolean[] {true, false}) {
                String text = TextReport.render(report, new TextStyle(unicode, false));
                List<String> lines = text.lines().toList();

                assertTrue(lines.size() <= 54, () -> lines.size() + " lines\n" + text);
                lines.forEach(line -> assertTrue(line.length() <= 100, line));
            }
        }
    }

    @Test
    void saysWhereNumbersComeFrom() {
        String sampled = TextReport.render(SampleReports.sampled(), TextStyle.PLAIN);
        String histograms = TextReport.render(SampleReports.histogramsOnly(), TextStyle.PLAIN);
        String all = TextReport.render(SampleReports.recorded(), TextStyle.PLAIN);

        assertTrue(sampled.contains("traces that were kept, by their weights"), sampled);
        assertTrue(sampled.contains("all in the log"), sampled);
        assertTrue(histograms.contains("12,000 requests in 110 s, none of them kept whole"), histograms);
        assertTrue(histograms.contains("one execution, in ms"), histograms);
        assertTrue(histograms.contains("12 steps against a budget of 1.0 %"), histograms);
        assertFalse(all.contains("by their weights"), all);
        assertTrue(all.contains("of the mean latency, 0.25 % of the processors; lost: nothing"), all);
        assertTrue(all.contains("GC 8 pauses"), all);
    }

    @Test
    void saysWhatMakesSlowOnesSlowAndWhatWouldHelp() {
        String text = TextReport.render(SampleReports.explained(), TextStyle.PLAIN);

        assertTrue(
                text.contains(
                        "slow     the slowest 20 take 67.0 ms [58.8, 75.9] more than typical ones: queue, behind"),
                text);
        assertTrue(text.contains("no free core 0.90\n"), text);
        assertTrue(text.contains("what if  2 workers at queue: p99 -61.2 % [-69.9, -52.6]; forward 20 % faster"), text);
        assertFalse(text.contains("20 % more requests"), "it would not help");
    }

    @Test
    void printedSharesAddUp() {
        String text = TextReport.render(SampleReports.loaded(), TextStyle.PLAIN);
        Matcher row = Pattern.compile("(?m)^ {2}[A-Z ]{8} {2}(?!arrival to response).* (\\d+\\.\\d) % +(\\d+\\.\\d) %$")
                .matcher(text);
        double mean = 0;
        double tail = 0;
        int rows = 0;
        while (row.find()) {
            mean += Double.parseDouble(row.group(1));
            tail += Double.parseDouble(row.group(2));
            rows++;
        }

        assertEquals(11, rows, text);
        assertEquals(100, mean, 1e-6);
        assertEquals(100, tail, 1e-6);
    }

    @Test
    void theTotalStandsUnderItsColumnAndTheTailInASentence() {
        String text = TextReport.render(SampleReports.loaded(), TextStyle.PLAIN);

        assertTrue(
                text.lines().anyMatch(line -> line.matches(" {12}arrival to response +[\\d.,]+ +100\\.0 % +100\\.0 %")),
                text);
        assertTrue(
                text.lines()
                        .anyMatch(line -> line.matches(" {2}of p99: in the slowest \\d+ requests, from [\\d.]+ ms on")),
                text);
    }

    @Test
    void oneRequestHasNoSlowOnes() {
        RunReport one = SampleReports.of(new RunSimulation(1).requests(1), null, null);
        String text = TextReport.render(one, TextStyle.PLAIN);

        assertFalse(text.contains("slowest 1 "), text);
        assertFalse(MarkdownReport.render(one).contains("slowest 1 "), () -> MarkdownReport.render(one));
    }

    @Test
    void asciiWhereTheTerminalIsNotUtf8() {
        String text = TextReport.render(SampleReports.loaded(), new TextStyle(false, false));

        assertTrue(text.chars().allMatch(c -> c < 128), text);
        assertTrue(text.contains("####"));
        assertTrue(TextStyle.utf8("de_DE.UTF-8"));
        assertFalse(TextStyle.utf8("C"));
        assertFalse(TextStyle.utf8(null));
    }

    @Test
    void colourOnlyWhenAsked() {
        assertFalse(TextReport.render(SampleReports.loaded(), TextStyle.PLAIN).contains("\u001b"));
        assertTrue(TextReport.render(SampleReports.loaded(), new TextStyle(true, true))
                .contains("\u001b["));
    }

    @Test
    void saysWhatAUserNeeds() {
        String text = TextReport.render(SampleReports.loaded(), TextStyle.PLAIN);

        for (String part : List.of(
                "client, from schedule",
                "server",
                "n too small",
                "unaccounted",
                "finding",
                "Try: ",
                "passed: 64 answers agree",
                "narrows-runs/latest/report.html",
                "narrows report narrows-runs/latest")) {
            assertTrue(text.contains(part), part + " in\n" + text);
        }
    }

    @Test
    void failedGoldenNamesTheWorst() {
        String golden = SampleReports.GOLDEN.replace("\"passed\":true", "\"passed\":false");
        String text =
                TextReport.render(SampleReports.of(new RunSimulation(1).requests(200), null, golden), TextStyle.PLAIN);

        assertTrue(text.contains("FAILED: 64 answers compared"), text);
        assertTrue(text.contains("worst: sample s17, output embedding"), text);
    }

    @Test
    void noGoodRequestIsSaid() {
        String text = TextReport.render(
                SampleReports.of(new RunSimulation(1).requests(4).failedPart(1), null, null), TextStyle.PLAIN);

        assertTrue(text.contains("No request ended well"), text);
        assertTrue(text.contains("4 failed"), text);
        assertFalse(text.contains("of the mean latency"), text);
    }

    @Test
    void namesCannotBreakTheScreen() {
        String name = "evil\u001b[31m\n" + "x".repeat(5_000);
        String text = TextReport.render(
                SampleReports.of(new RunSimulation(1).requests(200).forwardName(name), null, null), TextStyle.PLAIN);

        assertFalse(text.contains("\u001b"));
        text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }
}
