package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenDeviation;
import io.narrows.golden.GoldenInputs;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenRecorder;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.golden.HttpGoldenModel;
import io.narrows.profiler.Profiler;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.djl.Assembly;
import io.narrows.server.model.djl.PlantedModel;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.net.URI;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One small fault at a time in the real model or around it: each must be caught by the tier that its kind of change is
 * checked with, and, where it is large enough to matter there, by the loosest tier too. The control is the same code
 * without the fault.
 */
class SeededMutantsTest {
    private static final EngineOptions OPTIONS = new EngineOptions(EngineOptions.PYTORCH, 1);
    private static final String MATRIX = "encoder.layer.3.output.dense.MatMul";

    /** Enough of the built-in set to see every fault, few enough to stay quick. */
    private static final Set<String> ASKED = Set.of(
            "char-latin",
            "empty",
            "accents-composed",
            "accents-decomposed",
            "german",
            "russian",
            "url",
            "code-java",
            "json",
            "numbers",
            "sentence",
            "sentence-upper",
            "sentence-one-word",
            "sentence-punctuation",
            "paragraph",
            "limit-exact");

    private static GoldenSet set;
    private static PreparedModel torch;

    @TempDir
    Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        GoldenSet all = BuiltInSet.read();
        List<GoldenSample> some = all.samples().stream()
                .filter(sample -> ASKED.contains(sample.id()))
                .toList();
        assertEquals(ASKED.size(), some.size());
        set = new GoldenSet(all.model(), all.modelHash(), all.engine(), all.recorded(), all.tolerance(), some);
        torch = Models.cache().prepare(TextModels.MINILM, EngineOptions.PYTORCH, Variant.FP32, PrepareListener.SILENT);
    }

    @ParameterizedTest
    @EnumSource(Assembly.class)
    void faultsOfBatchesAreCaught(Assembly assembly) throws Exception {
        try (TextModel model = PlantedModel.assembling(torch, OPTIONS, Models.cache(), assembly)) {
            GoldenResult strict = check(set, model, null, true);
            GoldenResult loose = check(set, model, Tier.QUANTIZED, true);
            if (assembly == Assembly.RIGHT) {
                assertTrue(strict.passed(), strict.toJson());
                assertTrue(loose.passed(), loose.toJson());
                return;
            }
            assertCaught(assembly.name(), strict);
            assertCaught(assembly.name(), loose);
            boolean needsBatches = assembly != Assembly.MASK_SHIFTED;
            assertEquals(
                    needsBatches,
                    strict.failures().stream().map(GoldenDeviation::mode).noneMatch("alone"::equals));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "lowercase": true  | "lowercase": false    | 256 | sentence-upper
            "strip_accents": null | "strip_accents": false | 256 | accents-composed
            "lowercase": true  | "lowercase": true     | 128 | limit-exact
            """)
    void wrongSettingsOfTheTokenizerAreCaught(String setting, String instead, int maxTokens, String by)
            throws Exception {
        String right = Files.readString(torch.tokenizer());
        assertTrue(right.contains(setting), "the tokenizer has the setting " + setting);
        Path wrong = Files.writeString(folder.resolve("tokenizer.json"), right.replace(setting, instead));
        try (TextModel model = PlantedModel.tokenizing(torch, wrong, maxTokens, OPTIONS, Models.cache())) {
            GoldenResult result = check(set, model, null, false);
            assertCaught(instead + ", " + maxTokens + " tokens", result);
            assertTrue(
                    result.failures().stream()
                            .anyMatch(failure -> failure.sample().equals(by)),
                    result.toJson());
        }
    }

    @Test
    void oneScaleOfALayerNormThatIsAQuarterTooLargeIsCaught() throws Exception {
        try (TextModel model = mutant("encoder.layer.2.output.LayerNorm.weight", new long[] {MiniLm.HIDDEN}, scales -> {
            int middle = MutantArchives.bySize(scales)[MiniLm.HIDDEN / 2];
            scales.put(middle, scales.get(middle) * 1.25f);
        })) {
            assertCaught("one scale of 384", check(set, model, null, false));
        }
    }

    @Test
    void theLargestWeightOfAMatrixWithTheWrongSignIsCaught() throws Exception {
        try (TextModel model = mutant(MATRIX, new long[] {1536, MiniLm.HIDDEN}, weights -> {
            int[] bySize = MutantArchives.bySize(weights);
            int largest = bySize[bySize.length - 1];
            weights.put(largest, -weights.get(largest));
        })) {
            assertCaught("one weight of 589,824", check(set, model, null, false));
        }
    }

    /** What no comparison of two engines can see, a set that the same engine recorded does. */
    @Test
    void aUsualWeightOnePercentTooLargeIsCaughtBitwiseByASetOfTheSameEngine() throws Exception {
        GoldenSet own;
        try (TextModel model = PlantedModel.assembling(torch, OPTIONS, Models.cache(), Assembly.RIGHT)) {
            own = record(model);
            GoldenResult again = check(own, model, Tier.BITWISE, false);
            assertTrue(again.passed(), again.toJson());
        }
        try (TextModel model = mutant(MATRIX, new long[] {1536, MiniLm.HIDDEN}, weights -> {
            int[] bySize = MutantArchives.bySize(weights);
            int usual = bySize[bySize.length / 2];
            weights.put(usual, weights.get(usual) * 1.01f);
        })) {
            assertTrue(check(set, model, null, false).passed(), "two engines may differ by more");
            assertCaught("one usual weight by 1 %", check(own, model, Tier.BITWISE, false));
        }
    }

    /** Through the whole server: its cache keeps an answer of weights that are no longer there. */
    @Test
    void oneStaleEntryOfTheServersCacheIsCaught() throws Exception {
        ServerConfig config = ConfigLoader.parse("{http: {port: 0}, caching: {max-bytes: 4MiB}}", "test");
        GoldenSample stale = set.samples().stream()
                .filter(sample -> sample.id().equals("russian"))
                .findFirst()
                .orElseThrow();
        try (TextModel other = mutant("encoder.layer.5.output.LayerNorm.weight", new long[] {MiniLm.HIDDEN}, scales -> {
                    for (int i = 0; i < scales.capacity(); i += 2) {
                        scales.put(i, -scales.get(i));
                    }
                });
                TextModel right = PlantedModel.assembling(torch, OPTIONS, Models.cache(), Assembly.RIGHT)) {
            ReplacedModel model = new ReplacedModel(other, right);
            try (NarrowsServer server = NarrowsServer.start(config, model, Profiler.disabled());
                    HttpGoldenModel served = new HttpGoldenModel(URI.create(server.url()), TextModels.MINILM)) {
                served.infer(stale.inputs());
                model.replace();
                for (Tier tier : List.of(Tier.SAME_PRECISION_OTHER_ENGINE, Tier.QUANTIZED)) {
                    GoldenCheckOptions options = GoldenCheckOptions.defaults().tolerance(tier.tolerance());
                    GoldenResult result = GoldenCheck.run(set, served, options, GoldenListener.NONE);
                    assertCaught("one stale entry", result);
                    assertEquals(1, result.failed(), result.toJson());
                    assertEquals("russian", result.failures().get(0).sample());
                    assertEquals("alone", result.failures().get(0).mode());
                }
            }
            // The control: the same replacement with nothing kept harms nobody.
            ReplacedModel again = new ReplacedModel(other, right);
            try (NarrowsServer server =
                            NarrowsServer.start(config.with(Keys.CACHING_MAX_BYTES, "0"), again, Profiler.disabled());
                    HttpGoldenModel served = new HttpGoldenModel(URI.create(server.url()), TextModels.MINILM)) {
                served.infer(stale.inputs());
                again.replace();
                GoldenResult result = GoldenCheck.run(set, served, GoldenListener.NONE);
                assertTrue(result.passed(), result.toJson());
            }
        }
    }

    private TextModel mutant(String tensor, long[] shape, java.util.function.Consumer<FloatBuffer> change)
            throws IOException {
        return new MutantArchives(folder, OPTIONS).open(tensor, shape, change);
    }

    private static GoldenSet record(TextModel model) {
        List<GoldenSample> inputs = set.samples().stream()
                .map(sample -> new GoldenSample(sample.id(), sample.note(), sample.inputs(), List.of()))
                .toList();
        try (GoldenModel golden = TextGoldenModel.lent(model)) {
            return GoldenRecorder.record(
                    new GoldenInputs(inputs), golden, Tier.BITWISE.tolerance(), Instant.EPOCH, GoldenListener.NONE);
        }
    }

    private static GoldenResult check(
            GoldenSet set, TextModel model, @org.jspecify.annotations.Nullable Tier tier, boolean batches) {
        GoldenCheckOptions options =
                GoldenCheckOptions.defaults().batches(batches).anyModelHash(true);
        try (GoldenModel golden = TextGoldenModel.lent(model)) {
            return GoldenCheck.run(
                    set, golden, tier == null ? options : options.tolerance(tier.tolerance()), GoldenListener.NONE);
        }
    }

    private static void assertCaught(String mutant, GoldenResult result) {
        assertFalse(result.passed(), mutant);
        assertEquals(set.samples().size(), result.compared(), mutant);
        assertTrue(result.worst() != null && !result.failures().isEmpty(), result.toJson());
        System.out.println("golden: " + mutant + ", tier "
                + result.tolerance().tier().word() + ": " + result.reason() + "; "
                + result.failures().get(0).line());
    }
}
