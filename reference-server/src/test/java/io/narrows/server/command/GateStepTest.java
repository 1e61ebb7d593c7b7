package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.LoadedModel;
import io.narrows.server.LoadedModels;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.BuiltInSet;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.testing.FakeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a model that answers wrongly: the fake one, under the default model's name. */
class GateStepTest {
    private static final ServerConfig REQUIRE = ServerConfig.defaults();

    @TempDir
    Path folder;

    private static LoadedModels loaded(TextModel... models) {
        List<Supplier<LoadedModel>> openers = new ArrayList<>();
        for (TextModel model : models) {
            openers.add(() -> new LoadedModel.Texts(model, REQUIRE, true));
        }
        return LoadedModels.open(openers);
    }

    @Test
    void wrongModelIsRefusedWithOneLineAndItsReport() throws Exception {
        try (FakeModel wrong = FakeModel.named("minilm", "1", "fp32", 0);
                Profiler profiler = Profiler.open(
                        ProfilerConfig.builder(folder.resolve("run")).build())) {
            CommandException e =
                    assertThrows(CommandException.class, () -> GateStep.pass(REQUIRE, loaded(wrong), profiler));
            assertEquals(ExitCode.DOES_NOT_HOLD, e.exitCode());
            String line = String.valueOf(e.getMessage());
            assertEquals(1, line.lines().count(), line);
            assertTrue(
                    line.startsWith(
                            "golden.gate is require, and 1 of 1 models did not pass: golden: model minilm version 1, variant"
                                    + " fp32, tier same-precision-other-engine: 16 of 16 samples do not agree; worst: sample '"),
                    line);
            Path report = profiler.directory().resolve("golden.json");
            assertTrue(line.endsWith("; report in " + report), line);
            String json = Files.readString(report);
            assertTrue(json.contains("\"passed\" : false"), json);
            assertTrue(
                    json.contains("\"set\" : \"" + BuiltInSet.read().sha256() + "\""),
                    "the digest of the whole set: " + json);
            assertTrue(json.contains("\"samples\" : 64,") && json.contains("\"failed\" : 16,"), json);
        }
    }

    @Test
    void everyModelIsCheckedWithTheTierOfItsVariantBeforeTheStartIsRefused() throws Exception {
        try (FakeModel one = FakeModel.named("minilm", "1", "fp32", 0);
                FakeModel two =
                        FakeModel.stating("minilm", Map.of("variant", "int8-other", "precision", "int8 and fp32"));
                Profiler profiler = Profiler.open(
                        ProfilerConfig.builder(folder.resolve("run")).build())) {
            CommandException e =
                    assertThrows(CommandException.class, () -> GateStep.pass(REQUIRE, loaded(one, two), profiler));
            String line = String.valueOf(e.getMessage());
            assertTrue(line.contains("2 of 2 models did not pass"), line);
            assertTrue(
                    line.contains("variant int8-other, tier quantized: 64 of 64 samples"),
                    "limits on the whole set need the whole set: " + line);
            assertTrue(Files.exists(profiler.directory().resolve("golden-minilm-1-int8-other.json")));
        }
    }

    @Test
    void warningLetsItServe() {
        try (TextModel wrong = FakeModel.named("minilm", "1", "fp32", 0)) {
            ServerConfig warn = ServerConfig.defaults().with(Keys.GOLDEN_GATE, "warn");
            assertDoesNotThrow(() -> GateStep.pass(warn, loaded(wrong), Profiler.disabled()));
        }
    }

    @Test
    void offAsksNothing() {
        try (FakeModel model = FakeModel.running()) {
            ServerConfig off = ServerConfig.defaults().with(Keys.GOLDEN_GATE, "off");
            GateStep.pass(off, loaded(model), Profiler.disabled());
            assertTrue(model.forwards().isEmpty());
        }
    }

    @Test
    void modelWithoutASetPassesUnlessASetIsRequired() {
        ServerConfig strict = ServerConfig.defaults().with(Keys.GOLDEN_GATE, "require-set");
        try (TextModel model = FakeModel.named("other", "1", "", 0)) {
            assertDoesNotThrow(() -> GateStep.pass(REQUIRE, loaded(model), Profiler.disabled()));
            CommandException e = assertThrows(
                    CommandException.class, () -> GateStep.pass(strict, loaded(model), Profiler.disabled()));
            assertEquals(
                    "golden.gate is require-set, and 1 of 1 models did not pass: golden: model other version 1: not checked: there is no"
                            + " golden set for it",
                    e.getMessage());
        }
    }

    @Test
    void knownModelUnderAnotherNameIsToldByItsWeights() {
        Map<String, String> properties = Map.of("modelHash", MiniLm.ONNX_SHA256);
        try (TextModel model = FakeModel.stating("ranker", properties)) {
            CommandException e = assertThrows(
                    CommandException.class, () -> GateStep.pass(REQUIRE, loaded(model), Profiler.disabled()));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .contains("golden: model ranker version 1, tier same-precision-other-engine: 16 of 16"),
                    e.getMessage());
        }
    }

    @Test
    void samplesAreSpreadAndAskedInBatchesToo() {
        try (FakeModel model = FakeModel.running()) {
            ServerConfig eight =
                    ServerConfig.defaults().with(Keys.GOLDEN_GATE, "warn").with(Keys.GOLDEN_SAMPLES, "8");
            GateStep.pass(eight, loaded(model), Profiler.disabled());
            List<List<Integer>> forwards = model.forwards();
            assertEquals(9, forwards.size(), "eight alone, and all of them in one batch: " + forwards);
            assertEquals(8, forwards.get(8).size());
            assertEquals(8, forwards.get(8).stream().distinct().count(), "of eight lengths: " + forwards);
            assertFalse(forwards.get(8).stream().anyMatch(length -> length > 600), "without the longest");
        }
    }

    @Test
    void everyVersionAndVariantKeepsAReportOfItsOwn() throws Exception {
        ServerConfig warn = ServerConfig.defaults().with(Keys.GOLDEN_GATE, "warn");
        try (Profiler profiler =
                Profiler.open(ProfilerConfig.builder(folder.resolve("run")).build())) {
            TextModel first = FakeModel.named("minilm", "1", "fp32", 0);
            TextModel second = FakeModel.named("minilm", "2", "fp32", 0);
            TextModel third = FakeModel.named("minilm", "3", "fp32", 0);
            GateStep.pass(warn, loaded(first, second, third), profiler);
            try (Stream<Path> files = Files.list(profiler.directory())) {
                assertEquals(
                        List.of("golden-minilm-2-fp32.json", "golden-minilm-3-fp32.json", "golden.json"),
                        files.map(file -> file.getFileName().toString())
                                .filter(name -> name.startsWith("golden"))
                                .sorted()
                                .toList());
            }
        }
    }

    /** The default form is trusted here because it has no set; the variant beside it has that of the known weights. */
    @Test
    void variantThatDoesNotPassIsLeftOutAndClosedWhileTheOthersServe() {
        AtomicBoolean closed = new AtomicBoolean();
        TextModel good = FakeModel.named("ranker", "1", "fp32", 0);
        TextModel wrong = FakeModel.stating("ranker", Map.of("variant", "int8", "modelHash", MiniLm.ONNX_SHA256));
        LoadedModel.Texts open = new LoadedModel.Texts(new Closing(wrong, closed), REQUIRE, true);
        try (LoadedModels models =
                LoadedModels.open(List.of(() -> new LoadedModel.Texts(good, REQUIRE, true), () -> open))) {
            GateStep.pass(REQUIRE, models, Profiler.disabled());
            assertTrue(closed.get());
            assertEquals(2, models.models().size());
            LoadedModel.LeftOut left =
                    assertInstanceOf(LoadedModel.LeftOut.class, models.models().get(1));
            assertEquals("golden check failed: 16 of 16 samples do not agree", left.reason());
            assertSame(wrong.info(), left.info());
        }
    }

    private record Closing(TextModel model, AtomicBoolean closed) implements TextModel {
        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public Tokens encode(String text) {
            return model.encode(text);
        }

        @Override
        public Runner newRunner() {
            return model.newRunner();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
