package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.profiler.TraceListener;
import io.narrows.server.batching.Admission;
import io.narrows.server.batching.BatchObserver;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.testing.FakeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/http.md} names every meter that the server shows, and no other. */
class MetricsPageTest {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) .*");
    private static final Pattern NAMED = Pattern.compile("`(narrows_[a-z_]+)");

    @Test
    void thePageNamesTheMeters() throws IOException {
        List<String> shown = everyMeter()
                .scrape(MetricsFormat.TEXT)
                .lines()
                .map(TYPE::matcher)
                .filter(Matcher::matches)
                .map(type -> type.group(1))
                .filter(name -> !name.endsWith("_max")) // the largest of late, beside each histogram
                .filter(name -> !name.startsWith("narrows_profiler_")) // the page on metrics and traces has them
                .sorted()
                .toList();
        String page = Files.readString(Path.of("../docs/reference/http.md"));
        String section = page.substring(page.indexOf("## Metrics"));
        List<String> named = NAMED.matcher(section)
                .results()
                .map(name -> name.group(1))
                .filter(name -> !name.startsWith("narrows_profiler_"))
                .distinct()
                .sorted()
                .toList();
        assertEquals(shown, named);
    }

    @Test
    void theProfilersOwnAreOnTheOtherPage() throws IOException {
        String page = Files.readString(Path.of("../docs/howto/metrics-and-traces.md"));
        everyMeter()
                .scrape(MetricsFormat.TEXT)
                .lines()
                .filter(line -> line.startsWith("# TYPE narrows_profiler_"))
                .map(line -> line.split(" ")[2])
                .map(name -> name.replaceAll("^narrows_profiler|(_bytes)?_total$", "")
                        .replace('_', '.'))
                .forEach(name -> assertTrue(
                        page.contains("`narrows.profiler" + name) || page.contains("`" + name), name + " is missing"));
    }

    private static ServerMetrics everyMeter() {
        ServerMetrics metrics = new ServerMetrics();
        metrics.queue("model", () -> 0);
        metrics.ofKnownTexts();
        metrics.cache(() -> 0, () -> 0);
        metrics.begun();
        metrics.ended("infer", 200);
        ModelMetrics model = metrics.ofModel(FakeModel.running().info());
        model.waiting(() -> 0);
        BatchMeters batches = metrics.batches(FakeModel.running().info());
        batches.cost(() -> CostEstimate.NONE);
        batches.ran(new BatchObserver.BatchFacts(1, 4, 4, BatchCut.Lead.ORDER, BatchCut.End.EMPTY));
        batches.refused(Admission.Verdict.FULL);
        model.ended(200);
        TraceListener traces = metrics.ofTraces();
        traces.trace(
                new TraceDocument(
                        1,
                        1,
                        1,
                        0,
                        0,
                        2,
                        TraceDocument.Outcome.OK,
                        "",
                        false,
                        1,
                        false,
                        List.of(new TraceDocument.Span(0, 0, 1, 0)),
                        List.of(),
                        0,
                        TraceDocument.Kept.SAMPLED),
                true,
                new StageTable(List.of(new StageTable.StageEntry("forward", "COMPUTE")), List.of(), List.of("infer")));
        return metrics;
    }
}
