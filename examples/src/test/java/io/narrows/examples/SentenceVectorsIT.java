package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The predictor with the real model: right answers, and one batch with its stages in the timeline of each text. */
@Timeout(300)
class SentenceVectorsIT {
    private static final ModelCache CACHE = ModelCache.standard();

    @BeforeAll
    static void unpackInTheCacheAndFetchNothing() {
        System.setProperty("DJL_CACHE_DIR", CACHE.natives().toString());
        System.setProperty("ENGINE_CACHE_DIR", CACHE.natives().toString());
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        System.setProperty("ai.djl.pytorch.num_threads", "1"); // more threads than free cores make forwards slower
    }

    @Test
    void everyTextIsATraceInTheBatchOfItsForward(@TempDir Path directory) throws Exception {
        PreparedModel files = CACHE.prepare("minilm", EngineOptions.PYTORCH, Variant.FP32, PrepareListener.SILENT);
        Path run = directory.resolve("run");
        List<String> texts = List.of("How slow is it?", "What takes so long?", "The cat sat on the mat.");
        ProfilerConfig all = ProfilerConfig.builder(run).budget(1).build();
        try (SentenceVectors service = new SentenceVectors(files.network(), files.tokenizer(), all)) {
            List<float[]> vectors = service.vectors(texts);
            assertEquals(3, vectors.size());
            assertEquals(1, dot(vectors.get(1), vectors.get(1)), 1e-4);
            assertTrue(dot(vectors.get(0), vectors.get(1)) > dot(vectors.get(0), vectors.get(2)) + 0.1);
            float[] alone = service.vectors(texts.subList(0, 1)).get(0);
            assertEquals(1, dot(alone, vectors.get(0)), 1e-4, "padding changes nothing");
        }
        List<TraceDocument> traces = new ArrayList<>();
        List<BatchDocument> batches = new ArrayList<>();
        StageTable names = new StageTable(List.of(), List.of(), List.of());
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace) {
                    traces.add(trace);
                } else if (document instanceof BatchDocument batch) {
                    batches.add(batch);
                } else if (document instanceof StageTable table) {
                    names = table;
                }
            }
        }
        assertEquals(4, traces.size());
        assertEquals(
                List.of(3, 1),
                batches.stream().map(batch -> batch.members().size()).toList());
        assertEquals(texts.get(2).length(), batches.get(0).members().get(2).weight());
        List<StageTable.StageEntry> stages = names.stages();
        for (TraceDocument trace : traces) {
            assertEquals(
                    List.of("process-input", "forward", "process-output"),
                    trace.spans().stream()
                            .map(span -> stages.get(span.stage()).name())
                            .toList());
            trace.spans().forEach(span -> assertNotEquals(0, span.batchSerial(), "linked to its batch"));
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
