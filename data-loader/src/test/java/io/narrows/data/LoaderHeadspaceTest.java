package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.pipeline.MemoryShards;
import io.narrows.data.verdict.Headspace;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoaderHeadspaceTest {
    private static final int SAMPLES = 1_000;

    @TempDir
    private Path folder;

    private final Map<Long, Integer> steps = new HashMap<>();

    private void step(Collection<Long> items) {
        items.forEach(id -> steps.merge(id, 1, Integer::sum));
    }

    @Test
    void measuresWithinTheEpochAndLosesNothing() throws Exception {
        try (Profiler profiler = Profiler.open(
                        ProfilerConfig.builder(folder.resolve("run")).build());
                Loader<Long> loader = Loader.from(MadeFormat.set(new MemoryShards(100, 1, SAMPLES)))
                        .decode(MemoryShards::id)
                        .batch(10)
                        .profiler(profiler)
                        .open()) {
            Stage forward = profiler.stage("forward", Segment.COMPUTE);
            Headspace.Result result = loader.headspace(new Headspace(2, 3, 2), batch -> {
                batch.trace().enter(forward);
                step(batch.items());
            });
            assertEquals(2, result.rounds());
            assertTrue(result.keptStepsPerS() > 0 && result.liveStepsPerS() > 0, result.text());
            for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
                step(batch.items());
                batch.close();
            }
            assertEquals(SAMPLES, steps.size(), "the epoch goes on where it stopped");
            // Two batches are kept: two rounds of twice three steps over them, beside the first.
            Map<Integer, Integer> samplesBySteps = new HashMap<>();
            steps.values().forEach(times -> samplesBySteps.merge(times, 1, Integer::sum));
            assertEquals(SAMPLES - 20, samplesBySteps.get(1));
            int again = samplesBySteps.entrySet().stream()
                    .mapToInt(each -> (each.getKey() - 1) * each.getValue())
                    .sum();
            assertEquals(2 * 2 * 3 * 10, again);
            assertTrue(loader.state().complete());
            assertEquals(SAMPLES, loader.state().delivered().count());
            assertEquals(0, profiler.stats().misuses(), "no trace is used behind its end");
        }
    }

    @Test
    void aStepThatThrowsEndsIt() throws Exception {
        try (Loader<Long> loader = Loader.from(MadeFormat.set(new MemoryShards(100, 1, SAMPLES)))
                .decode(MemoryShards::id)
                .batch(10)
                .open()) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> loader.headspace(new Headspace(1, 3, 2), batch -> {
                        throw new IllegalStateException("broken");
                    }));
            assertEquals("broken", e.getMessage());
            assertEquals(10, loader.state().delivered().count());
        }
    }
}
