package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.profile.ConsumerFigures;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderFigures;
import io.narrows.data.profile.StageTime;
import io.narrows.data.profile.WaitCause;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import io.narrows.data.verdict.Verdict;
import io.narrows.diagnosis.Finding;
import io.narrows.log.RunDirectory;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.report.RunReport;
import io.narrows.report.RunReports;
import io.narrows.report.TextReport;
import io.narrows.report.TextStyle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recorded run of a real loader: its figures, its verdict, and what a report of the run says. */
@Timeout(120)
class LoadedRunTest {
    private static final int SAMPLES = 800;
    private static final int BATCH = 8;
    private static final int WORK_MS = 10;

    @TempDir
    private Path folder;

    private record Outcome(LoaderFigures figures, RunReport report) {
        List<String> ids() {
            return report.diagnosis().findings().stream().map(Finding::id).toList();
        }
    }

    /** What loader and consumer do to each other, at each batch. */
    private interface Pace {
        void on(Loader<byte[]> loader) throws InterruptedException;
    }

    /** Loads all samples with one worker, recorded. */
    private Outcome run(Pace transform, Pace consumer) throws Exception {
        for (int shard = 0; shard < 2; shard++) {
            Files.writeString(
                    folder.resolve("part-" + shard + ".jsonl"),
                    IntStream.range(0, SAMPLES / 2)
                            .mapToObj(i -> "{\"text\": \"sample " + i + "\"}\n")
                            .collect(Collectors.joining()));
        }
        ShardSet shards = ShardSet.open(new LocalSource(folder), List.of("part-0.jsonl", "part-1.jsonl"));
        Path directory = folder.resolve("run");
        LoaderFigures figures;
        CompletableFuture<Loader<byte[]>> opened = new CompletableFuture<>();
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(directory).build())) {
            Stage forward = profiler.stage("forward", Segment.COMPUTE);
            try (Loader<byte[]> loader = Loader.from(shards)
                    .decode(sample -> sample.copy(0))
                    .map("resize", (bytes, context) -> {
                        if (context.index() % BATCH == 0) {
                            transform.on(opened.join());
                        }
                        return bytes;
                    })
                    .workers(1)
                    .batch(BATCH)
                    .profiler(profiler)
                    .open()) {
                opened.complete(loader);
                int samples = 0;
                for (DataBatch<byte[]> batch = loader.next(); batch != null; batch = loader.next()) {
                    try (DataBatch<byte[]> open = batch) {
                        open.trace().enter(forward);
                        consumer.on(loader);
                        samples += open.size();
                    }
                }
                assertEquals(SAMPLES, samples);
                figures = loader.figures();
            }
        }
        return new Outcome(figures, RunReports.read(RunDirectory.open(directory), directory, null));
    }

    private static void timeIsConserved(LoaderFigures figures) {
        for (GroupFigures group : figures.groups()) {
            assertTrue(group.remainderNs() >= 0, figures.text());
            assertTrue(
                    group.remainderNs() <= group.wallNs() / 10, "most of the time is accounted for\n" + figures.text());
        }
        ConsumerFigures consumer = figures.consumer();
        assertTrue(
                consumer.wallNs() <= consumer.setUpNs() + consumer.ownNs() + consumer.handOverNs() + consumer.waitNs(),
                figures.text());
        assertEquals(SAMPLES, consumer.samples());
        assertEquals(SAMPLES, figures.shards().samples());
        assertEquals(2, figures.shards().touched());
    }

    @Test
    void aModelThatWaitsForItsData() throws Exception {
        Outcome run = run(
                loader -> {
                    while (!loader.figures().consumer().now().equals("waits")) {
                        Thread.sleep(1);
                    }
                    Thread.sleep(WORK_MS);
                },
                loader -> {});
        timeIsConserved(run.figures());
        ConsumerFigures consumer = run.figures().consumer();
        assertTrue(consumer.starvation() > 0.2, run.figures().text());
        long unexplained = consumer.steadyCauses().get(WaitCause.UNEXPLAINED);
        assertTrue(unexplained < consumer.steadyWaitNs() / 10, run.figures().text());
        StageTime longest = consumer.waitByStage().stream()
                .max(Comparator.comparingLong(StageTime::ns))
                .orElseThrow();
        assertEquals("transform.resize", longest.name());

        Verdict verdict = Verdict.of(run.figures());
        assertTrue(verdict.inputBound(), verdict.text());
        Finding finding = run.report().diagnosis().findings().stream()
                .filter(one -> one.id().equals("input-bound"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(TextReport.render(run.report(), TextStyle.PLAIN)));
        assertEquals("transform.resize", finding.stage());
    }

    @Test
    void aModelThatIsTheNarrowPlaceItself() throws Exception {
        Outcome run = run(loader -> {}, loader -> {
            Thread.sleep(WORK_MS);
            while (loader.figures().queues().get(0).depth() == 0
                    && loader.figures().groups().get(0).samples() < SAMPLES) {
                Thread.sleep(1);
            }
        });
        timeIsConserved(run.figures());
        Verdict verdict = Verdict.of(run.figures());
        assertFalse(verdict.inputBound(), run.figures().text() + verdict.text());
        assertEquals(Verdict.CONSUMER, verdict.limit(), verdict.text());
        List<String> ids = run.ids();
        assertFalse(
                ids.contains("input-bound") || ids.contains("queue-saturated") || ids.contains("too-few-workers"),
                TextReport.render(run.report(), TextStyle.PLAIN));
    }
}
