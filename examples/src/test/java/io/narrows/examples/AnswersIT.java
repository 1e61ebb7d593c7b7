package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.golden.GoldenModel;
import io.narrows.golden.junit.GoldenExpectation;
import io.narrows.golden.junit.GoldenTest;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The predictor's answers against the golden set that comes with its model: what a user's own test looks like. */
@Timeout(300)
class AnswersIT {
    private static SentenceVectors service;

    @BeforeAll
    static void open(@TempDir Path directory) throws Exception {
        SentenceVectorsIT.unpackInTheCacheAndFetchNothing();
        PreparedModel files =
                ModelCache.standard().prepare("minilm", EngineOptions.PYTORCH, Variant.FP32, PrepareListener.SILENT);
        service = new SentenceVectors(
                files.network(),
                files.tokenizer(),
                ProfilerConfig.builder(directory.resolve("run")).build());
    }

    @AfterAll
    static void close() {
        service.close();
    }

    // snippet: golden
    @GoldenTest("/golden/minilm.json")
    void answersAreStillTheSame(GoldenExpectation golden) {
        golden.assertAnsweredBy(GoldenModel.ofTexts("minilm", "embedding", service::vectors));
    }
    // snippet: end

    @Test
    void thePageQuotesThisTest() throws Exception {
        assertEquals(
                Snippets.inTest("AnswersIT.java", "golden"),
                Snippets.onPage(Path.of("../docs/howto/golden-in-your-tests.md"), "golden"));
    }
}
