package io.narrows.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.Recordings;
import io.narrows.analysis.RunSimulation;
import io.narrows.analysis.accounting.Attribution;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    @Test
    void holdsWhatAReaderLooksFor() {
        String page = HtmlReport.render(SampleReports.loaded());

        for (String part : List.of(
                "Findings",
                "Where the time goes",
                "batch.assemble",
                "unaccounted",
                "Latency",
                "client, from the scheduled arrival",
                "Single requests",
                "At the p99",
                "requests were in it",
                "Over the run",
                "Batches",
                "Golden answers",
                "Recording cost",
                "Simulated CPU")) {
            assertTrue(page.contains(part), part);
        }
    }

    @Test
    void saysWhatMakesSlowOnesSlowAndWhatWouldHelp() {
        String page = HtmlReport.render(SampleReports.explained());

        for (String part : List.of(
                "What makes the slow ones slow",
                "take 67.0\u00a0ms [58.8, 75.9] longer than typical ones",
                "behind earlier ones",
                "batch-mates",
                "3 of 20 slow requests were in one",
                "Properties of slow requests",
                "Who delayed whom",
                "What if",
                "2 workers at queue",
                "\u221261.2\u00a0%",
                "at this rate the workers are busy",
                "By size of the input",
                "in front, in queue",
                "batch 811 in forward",
                "Requests under way",
                "p99.9")) {
            assertTrue(page.contains(part), part);
        }
        String unexplained = HtmlReport.render(SampleReports.with(
                SampleReports.loaded(),
                Attribution.EMPTY,
                new WhatIfTable("it drifts", WhatIfTable.NONE.baseline(), List.of())));
        assertFalse(unexplained.contains("What makes the slow ones slow"));
        assertTrue(unexplained.contains("Nothing is predicted for this run: it drifts."));
    }

    /** However long the run, the page has a bounded number of points, rows and bars. */
    @Test
    void longRunsMakeNoLongPages() {
        int small = HtmlReport.render(SampleReports.of(
                        Recordings.full(new RunSimulation(1).requests(2_000).documents()), null, null))
                .length();
        int large = HtmlReport.render(SampleReports.of(
                        Recordings.full(new RunSimulation(1).requests(40_000).documents()), null, null))
                .length();

        assertTrue(large < small * 1.4 && large < 200_000, small + " and " + large);
    }

    @Test
    void saysWhatRanInsideTheForward() {
        RunReport report = SampleReports.profiled();
        String page = HtmlReport.render(report);
        String text = TextReport.render(report, new TextStyle(true, false));

        assertTrue(page.contains("layer*.up (6 layers)"), page);
        assertTrue(page.contains("63.9\u00a0% <span class=\"ci\">[63."), page);
        assertTrue(page.contains("in none of them"), page);
        assertTrue(text.contains("inside"), text);
        assertTrue(
                text.replaceAll("\\s+", " ")
                        .contains("layer*.up (6 layers) 63.9 %, layer*.attention (6 layers) 18.0 %"),
                text);
        String markdown = MarkdownReport.render(report);
        assertTrue(
                markdown.matches("(?s).*\\| layer\\S*up \\(6 layers\\) \\| 63.9 % \\| 6\\.39\\d? \\| 6(\\.0+)? \\|.*"),
                markdown);
        assertTrue(
                report.diagnosis().findings().stream()
                        .anyMatch(finding -> finding.id().equals("operator-heavy")
                                && finding.title().matches("63.9 % of forward is the 6 layers layer\\*.up")),
                () -> report.diagnosis().findings().toString());
        assertFalse(HtmlReport.render(SampleReports.loaded()).contains("id=\"operators\""));
    }

    @Test
    void drawsWhichCodeTheTimeWentTo() {
        String page = HtmlReport.render(SampleReports.with(SampleReports.loaded(), SampleCpu.profile()));

        assertTrue(page.contains("<a href=\"#cpu\">Code</a>"));
        assertTrue(page.contains("Flame graph of forward. The same is below as a tree. Largest: "), page);
        // 160 of 205 samples of slow requests against 75 of 170 of typical ones.
        assertTrue(page.contains("\u25b2 \u2026 mkl_blas_sgemm()"), "the graph says in which direction it differs");
        assertTrue(page.contains("78.0\u00a0%, +33.9 points\""), "and by how much");
        assertTrue(page.contains("slow 80.0\u00a0%, typical 50.0\u00a0%"), "the tree says it of the stage");
        assertFalse(page.contains("<script>alert"));
        assertFalse(
                HtmlReport.render(SampleReports.loaded()).contains("id=\"cpu\""), "without samples nothing is said");
    }

    @Test
    void showsWhatWasRecordedBeside() {
        String page = HtmlReport.render(SampleReports.recorded());

        for (String part : List.of(
                "All requests",
                "and those outside the measured session",
                "Processors in use",
                "Pauses for garbage collection",
                "Machine and JVM meanwhile",
                "Not available here: pressure.cpu.some",
                "Size of the log")) {
            assertTrue(page.contains(part), part);
        }
        String histograms = HtmlReport.render(SampleReports.histogramsOnly());
        for (String part : List.of("from histograms", "Steps of the budget", "14.0 s: histograms only")) {
            assertTrue(histograms.contains(part), part);
        }
        assertFalse(histograms.contains("Single requests"));
        assertFalse(histograms.contains("No request ended well"));
    }

    @Test
    void needsNothingFromOutside() {
        String page = HtmlReport.render(SampleReports.recorded());

        assertFalse(Pattern.compile("(src|href)=\"(?!#)").matcher(page).find());
        assertFalse(page.contains("<script"));
        assertFalse(page.contains("url("));
        assertFalse(page.contains("@import"));
        assertTrue(page.contains("default-src 'none'"));
    }

    @Test
    void namesAreTextAndNeverMarkup() {
        String name = "<script>alert(1)</script>\"'&</style>";
        String page = HtmlReport.render(
                SampleReports.of(new RunSimulation(1).requests(200).forwardName(name), SampleReports.LOAD, null));

        assertFalse(page.contains("<script"));
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
        assertEquals(1, count(page, "</style>"));
    }

    @Test
    void hugeNamesAreCut() {
        String page = HtmlReport.render(
                SampleReports.of(new RunSimulation(1).requests(200).forwardName("x".repeat(100_000)), null, null));

        assertTrue(page.length() < 200_000, () -> "" + page.length());
        assertFalse(page.contains("x".repeat(300)));
    }

    @Test
    void everyTableHasACaptionAndEveryPictureALabel() {
        String page = HtmlReport.render(SampleReports.with(SampleReports.explained(), SampleCpu.profile()));

        assertEquals(count(page, "<table"), count(page, "<caption"));
        assertEquals(count(page, "role=\"img\""), count(page, "role=\"img\" aria-label=\""));
        assertTrue(page.contains("<html lang=\"en\">"));
        Matcher tags = Pattern.compile("</?(section|div|table|tr|td|th|ul|li|dl|dd|dt|p|h[123]|article|details)\\b")
                .matcher(page);
        int open = 0;
        while (tags.find()) {
            open += tags.group().startsWith("</") ? -1 : 1;
        }
        assertEquals(0, open);
    }

    @Test
    void degenerateRunsStillMakeAPage() {
        for (RunReport report : List.of(
                SampleReports.of(new RunSimulation(1).requests(0), null, null),
                SampleReports.of(
                        Recordings.full(new RunSimulation(1).requests(0).documents()), null, null),
                SampleReports.histogramsOnly(),
                SampleReports.of(new RunSimulation(1).requests(1).withoutFooter(), null, null),
                SampleReports.of(new RunSimulation(1).requests(9).failedPart(1), null, null),
                SampleReports.of(new RunSimulation(1).requests(0).abandoned(2), SampleReports.LOAD, null))) {
            String page = HtmlReport.render(report);

            assertTrue(page.endsWith("</html>\n"));
            assertFalse(page.contains("NaN"), () -> page.substring(page.indexOf("NaN") - 80));
            assertFalse(page.contains("Infinity"));
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
