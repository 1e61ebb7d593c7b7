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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorded run of a real loader: its figures, its verdict, and what a report of the run says. Time is made up: only one thread
 * at a time moves it, and only while it is known what all others are in.
 */
@Timeout(120)
class LoadedRunTest {
    private static final int SAMPLES = 240;
    private static final int BATCH = 2;
    private static final int BATCHES = SAMPLES / BATCH;
    private static final long MS = 1_000_000;
    private static final long LOOK_AGAIN_NS = 100_000;

    /** So long that each is a chunk, in this much memory. */
    private static final int SAMPLE_BYTES = 20_000;

    private static final long MEMORY = 512 << 10;

    @TempDir
    private Path folder;

    private final SharedClock clock = new SharedClock();

    private record Outcome(LoaderFigures figures, RunReport report) {
        List<String> ids() {
            return report.diagnosis().findings().stream().map(Finding::id).toList();
        }
    }

    /** What somebody does with the {@code number}th sample or batch. */
    private interface Work {
        void on(Loader<byte[]> loader, int number);
    }

    /** Loads all samples with one worker, recorded. */
    private Outcome run(long memory, Work transform, Work consumer) throws Exception {
        String text = "x".repeat(SAMPLE_BYTES);
        for (int shard = 0; shard < 2; shard++) {
            Files.writeString(
                    folder.resolve("part-" + shard + ".jsonl"),
                    IntStream.range(0, SAMPLES / 2)
                            .mapToObj(i -> "{\"text\": \"" + text + "\"}\n")
                            .collect(Collectors.joining()));
        }
        ShardSet shards = ShardSet.open(new LocalSource(folder), List.of("part-0.jsonl", "part-1.jsonl"));
        Path directory = folder.resolve("run");
        LoaderFigures figures;
        CompletableFuture<Loader<byte[]>> opened = new CompletableFuture<>();
        AtomicInteger transformed = new AtomicInteger();
        ProfilerConfig config =
                ProfilerConfig.builder(directory).clock(clock).lanes(false).build();
        try (Profiler profiler = Profiler.open(config)) {
            Stage forward = profiler.stage("forward", Segment.COMPUTE);
            try (Loader<byte[]> loader = Loader.from(shards)
                    .decode(sample -> sample.copy(0))
                    .map("resize", (bytes, context) -> {
                        transform.on(opened.join(), transformed.getAndIncrement());
                        return bytes;
                    })
                    .sizeOf(bytes -> bytes.length)
                    .workers(1)
                    .batch(BATCH)
                    .memory(memory)
                    .profiler(profiler)
                    .clock(clock)
                    .open()) {
                opened.complete(loader);
                int batches = 0;
                for (DataBatch<byte[]> batch = loader.next(); batch != null; batch = loader.next()) {
                    try (DataBatch<byte[]> open = batch) {
                        open.trace().enter(forward);
                        consumer.on(loader, batches++);
                        assertEquals(BATCH, open.size());
                    }
                }
                assertEquals(BATCHES, batches);
                while (loader.figures().groups().get(0).workers() > 0) {
                    LockSupport.parkNanos(LOOK_AGAIN_NS);
                }
                figures = loader.figures();
            }
        }
        return new Outcome(figures, RunReports.read(RunDirectory.open(directory), directory, null));
    }

    /** Whether it has all batches before one, and sleeps. */
    private static boolean waitsFor(ConsumerFigures consumer, int batch) {
        return consumer.batches() == batch && consumer.now().equals("waits");
    }

    private static long ns(List<StageTime> times, String stage) {
        return times.stream()
                .filter(time -> time.name().equals(stage))
                .mapToLong(StageTime::ns)
                .sum();
    }

    @Test
    void aModelThatWaitsForItsData() throws Exception {
        AtomicInteger inTransform = new AtomicInteger(-1);
        Outcome run = run(
                MEMORY,
                (loader, sample) -> {
                    inTransform.set(sample);
                    if (sample % BATCH == 0) {
                        while (!waitsFor(loader.figures().consumer(), sample / BATCH)) {
                            LockSupport.parkNanos(LOOK_AGAIN_NS);
                        }
                        clock.ms(10);
                    }
                },
                (loader, batch) -> {
                    if (batch + 1 < BATCHES) {
                        while (inTransform.get() < (batch + 1) * BATCH) {
                            LockSupport.parkNanos(LOOK_AGAIN_NS);
                        }
                        clock.ms(2.5); // the worker is in the transform of the next batch meanwhile
                    }
                });
        LoaderFigures figures = run.figures();
        ConsumerFigures consumer = figures.consumer();
        long ownNs = (BATCHES - 1) * 5 * MS / 2;
        long waitNs = BATCHES * 10 * MS;
        assertEquals(waitNs, consumer.waitNs(), figures.text());
        assertEquals(ownNs, consumer.ownNs(), figures.text());
        assertEquals(0, consumer.handOverNs(), figures.text());
        assertEquals(0, consumer.setUpNs(), figures.text());
        assertEquals(ownNs + waitNs, consumer.wallNs(), figures.text());
        assertEquals(10 * MS, consumer.causes().get(WaitCause.COLD_START), "the worker's first chunk");
        assertEquals(waitNs - 10 * MS, consumer.causes().get(WaitCause.CPU), figures.text());
        assertEquals(waitNs, ns(consumer.waitByStage(), "transform.resize"), figures.text());
        assertEquals(BATCHES - 2, consumer.steadyBatches());
        assertEquals(0.8, consumer.starvation(), 1e-12, figures.text());

        GroupFigures group = figures.groups().get(0);
        assertEquals(ownNs + waitNs, ns(group.stages(), "transform.resize"), figures.text());
        assertEquals(ownNs + waitNs, group.wallNs(), figures.text());
        assertEquals(0, group.waitInNs() + group.blockedNs() + group.remainderNs(), figures.text());
        assertEquals(SAMPLES, figures.shards().samples());
        assertEquals(2, figures.shards().touched());

        Verdict verdict = Verdict.of(figures);
        assertTrue(verdict.inputBound(), verdict.text());
        assertEquals("load", verdict.limit(), verdict.text());
        assertEquals("transform.resize", verdict.stage(), verdict.text());
        assertEquals(WaitCause.CPU, verdict.cause(), verdict.text());
        assertEquals(0.8, verdict.share().value(), 1e-12, verdict.text());
        assertEquals(0.8, verdict.share().lo(), 1e-9, "all windows are alike");
        assertEquals(80, verdict.batchesPerS(), 1e-9);
        assertEquals(400, verdict.consumerBatchesPerS(), 1e-9);

        Finding finding = run.report().diagnosis().findings().stream()
                .filter(one -> one.id().equals("input-bound"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(TextReport.render(run.report(), TextStyle.PLAIN)));
        assertEquals("transform.resize", finding.stage());
        // 119 waits of 10 ms of 1,200 + 119 * 2.5 ms: the first wait was a cold start.
        assertTrue(finding.title().startsWith("The consumer waits for data 79.5 %"), finding.title());
    }

    @Test
    void aModelThatIsTheNarrowPlaceItself() throws Exception {
        Outcome run = run(
                LoaderBuilder.DEFAULT_MEMORY_BYTES, // all of it fits
                (loader, sample) -> {},
                (loader, batch) -> {
                    while (loader.figures().groups().get(0).workers() > 0) {
                        LockSupport.parkNanos(LOOK_AGAIN_NS);
                    }
                    clock.ms(10);
                });
        LoaderFigures figures = run.figures();
        ConsumerFigures consumer = figures.consumer();
        assertEquals(0, consumer.waitNs(), figures.text());
        assertEquals(BATCHES * 10 * MS, consumer.ownNs(), figures.text());
        assertEquals(BATCHES * 10 * MS, consumer.wallNs(), figures.text());
        assertEquals(0, consumer.starvation());
        assertEquals(SAMPLES, consumer.samples());
        assertEquals(0, figures.groups().get(0).wallNs(), "it ended before time went on");
        Verdict verdict = Verdict.of(figures);
        assertFalse(verdict.inputBound(), figures.text() + verdict.text());
        assertEquals(Verdict.CONSUMER, verdict.limit(), verdict.text());
        List<String> ids = run.ids();
        assertFalse(
                ids.contains("input-bound") || ids.contains("queue-saturated") || ids.contains("too-few-workers"),
                TextReport.render(run.report(), TextStyle.PLAIN));
    }
}
