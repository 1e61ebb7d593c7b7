package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.ProfiledForward;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.djl.TextTokenizer;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * All of the engine around the GPU: tokens, padding, parts of large batches, pooling, order of release. In the GPU's place ONNX
 * Runtime runs the same ONNX file; it is the reference too, so the vectors must agree in the last bits.
 */
class TensorRtModelTest {
    private static final ModelCache CACHE = ModelCache.at(Path.of("target", "narrows-home"));
    private static final EngineOptions OPTIONS = new EngineOptions(EngineOptions.ONNXRUNTIME, 1);
    private static final Size MAX = new Size(3, MiniLm.MAX_TOKENS);
    private static final List<String> TEXTS =
            List.of("first", "the second text", "", "word ".repeat(40), "fifth", "a sixth one", "seventh");

    private static TextModel reference;

    private OnnxRuntimePasses passes;
    private TextModel model;

    @BeforeAll
    static void openReference() {
        reference = TextModels.open(TextModels.MINILM, OPTIONS, CACHE, PrepareListener.SILENT);
    }

    @AfterAll
    static void closeReference() {
        reference.close();
    }

    @BeforeEach
    void open() throws Exception {
        PreparedModel files =
                CACHE.prepare(TextModels.MINILM, EngineOptions.ONNXRUNTIME, Variant.FP32, PrepareListener.SILENT);
        passes = new OnnxRuntimePasses(files.network(), MAX);
        TextTokenizer tokenizer = TextTokenizer.withoutEngine(
                files.tokenizer(), MiniLm.MAX_TOKENS, OPTIONS, CACHE, PrepareListener.SILENT);
        model = new TensorRtModel(reference.info(), tokenizer, passes, MAX.texts(), MAX.tokens());
    }

    @Test
    void vectorsAreThoseOfTheReferenceWhateverThePartsOfABatch() {
        for (int count = 1; count <= TEXTS.size(); count++) {
            List<String> texts = TEXTS.subList(0, count);
            float[][] expected = run(reference, texts);
            float[][] actual = run(model, texts);
            assertEquals(count, actual.length);
            for (int i = 0; i < count; i++) {
                assertArrayEquals(expected[i], actual[i], 1e-6f, "text " + i + " of " + count);
            }
        }
        model.close();
    }

    @Test
    void aBatchAboveTheLargestRunsInParts() {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(tokens(TEXTS))) {
            assertEquals(7, batch.size());
            assertEquals(42, batch.paddedLength());
            batch.forward();
            batch.read();
        }
        assertEquals(List.of(new Size(3, 42), new Size(3, 42), new Size(1, 42)), passes.ran);
        model.close();
    }

    @Test
    void aProfiledForwardAddsUpTheLayersOfItsParts() {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(tokens(TEXTS))) {
            ForwardProfile profile = batch.forwardProfiled();
            assertTrue(profile.taken());
            List<ProfiledForward> told = new ArrayList<>();
            profile.stop();
            profile.tell(told::add);
            assertEquals(1, told.size());
            assertEquals("TensorRT", told.get(0).engine());
            OperatorTime query =
                    new OperatorTime("encoder.layer.0.attention.self.query", "MatMul", 3, 3_000_000, -1, 3_000_000);
            assertEquals(List.of(query), told.get(0).times());
            assertArrayEquals(run(reference, TEXTS)[6], batch.read()[6], 1e-6f);
        }
        model.close();
    }

    @Test
    void stepsOutOfOrderAreRefused() {
        List<Tokens> texts = tokens(List.of("a"));
        try (TextModel.Runner runner = model.newRunner()) {
            assertThrows(IllegalArgumentException.class, () -> runner.assemble(List.of()));
            assertThrows(IllegalArgumentException.class, () -> runner.assemble(List.of(new Tokens(new long[257]))));
            assertThrows(IllegalArgumentException.class, () -> runner.assemble(List.of(new Tokens(new long[0]))));
            try (TextModel.Batch batch = runner.assemble(texts)) {
                assertThrows(IllegalStateException.class, batch::read);
                assertThrows(IllegalStateException.class, () -> runner.assemble(texts));
                batch.forward();
                assertThrows(IllegalStateException.class, batch::forward);
            }
            runner.assemble(texts).close();
        }
        model.close();
    }

    @Test
    void passesGoWithTheirRunnersAndTheRestWithTheModelLastFirst() {
        TextModel.Runner first = model.newRunner();
        TextModel.Runner second = model.newRunner();
        second.close();
        second.close();
        assertEquals(List.of("pass 1"), passes.closed);
        TextModel.Batch batch = first.assemble(tokens(List.of("a")));
        model.close();
        model.close();
        first.close();
        assertEquals(List.of("pass 1", "pass 0", "passes"), passes.closed);
        assertEquals(
                "model \"minilm\" is closed",
                assertThrows(ModelException.class, batch::forward).getMessage());
        assertEquals(
                "model \"minilm\" is closed",
                assertThrows(ModelException.class, model::newRunner).getMessage());
    }

    private static float[][] run(TextModel model, List<String> texts) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch =
                        runner.assemble(texts.stream().map(model::encode).toList())) {
            batch.forward();
            return batch.read();
        }
    }

    private List<Tokens> tokens(List<String> texts) {
        List<Tokens> tokens = new ArrayList<>();
        texts.forEach(text -> tokens.add(model.encode(text)));
        return tokens;
    }
}
