package io.narrows.server.model.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.cache.Sha256;
import io.narrows.server.model.onnx.OnnxFile;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniLmArchiveTest {
    /** Another hash means other bytes: raise {@link MiniLmArchive#VERSION} with it, or caches keep the old archive. */
    private static final String SHA256_OF_VERSION_1 =
            "ae294a6e8702fbf1ae9cd66f723262180290ab3bad5126d738896415e0bea16d";

    private static Path onnx;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        onnx = ModelCache.standard()
                .prepare(TextModels.MINILM, EngineOptions.ONNXRUNTIME, Variant.FP32, PrepareListener.SILENT)
                .network();
    }

    @Test
    void theBytesAreTheSameOnEveryMachine() throws IOException {
        Path archive = folder.resolve("model.pt");
        long[] written = {0};
        try (OnnxFile source = OnnxFile.open(onnx);
                FileChannel out = FileChannel.open(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            MiniLmArchive.write(source, form(Variant.FP32), out, (done, total) -> {
                assertTrue(done <= total, done + " of " + total);
                written[0] = done;
            });
        }
        assertEquals(1, MiniLmArchive.VERSION);
        assertEquals(SHA256_OF_VERSION_1, Sha256.of(archive, read -> {}));
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            long storages = zip.stream()
                    .filter(entry -> entry.getName().startsWith("minilm/data/"))
                    .count();
            assertEquals(5 + 6 * 16, storages);
            long bytes = zip.stream()
                    .filter(entry -> entry.getName().startsWith("minilm/data/"))
                    .mapToLong(entry -> entry.getSize())
                    .sum();
            assertEquals(bytes, written[0]);
        }
    }

    @Test
    void fusedAttentionIsTheOnlyDifferenceBetweenTheTwo32BitForms() throws IOException {
        List<String> plain = code(form(Variant.FP32));
        List<String> fused = code(form(Variant.FP32_SDPA));
        assertEquals(
                List.of(
                        "    scores = torch.div(torch.matmul(qh, torch.transpose(kh, -1, -2)), " + Math.sqrt(32) + ")",
                        "    weights = torch.softmax(torch.add(scores, hidden), -1)",
                        "    context = torch.reshape(torch.transpose(torch.matmul(weights, vh), 1, 2), [n, s, 384])"),
                plain.stream().filter(line -> !fused.contains(line)).toList());
        assertEquals(
                List.of(
                        "    attention = torch.scaled_dot_product_attention(qh, kh, vh, hidden)",
                        "    context = torch.reshape(torch.transpose(attention, 1, 2), [n, s, 384])"),
                fused.stream().filter(line -> !plain.contains(line)).toList());
    }

    @Test
    void halfOfTheBytesAreLeftWith16BitFloats() throws IOException {
        long full = tensorBytes(form(Variant.FP32));
        assertEquals(full / 2, tensorBytes(form(Variant.BF16)));
        assertEquals(full / 2, tensorBytes(form(Variant.FP16)));
    }

    @Test
    void aWeightInBytesTakesAQuarterAndAScaleForEachOutput() throws IOException {
        long full = tensorBytes(form(Variant.FP32));
        long weights = 6L * (4 * 384 * 384 + 2 * 384 * 1536);
        long outputs = 6L * (3 * 384 + 384 + 1536 + 384);
        assertEquals(full - 3 * weights + 4 * outputs, tensorBytes(form(Variant.INT8_DYNAMIC)));
        assertEquals(tensorBytes(form(Variant.INT8_DYNAMIC)), tensorBytes(form(Variant.INT8_ROWS)));
        // Both forms of everything: the biases lie there twice.
        assertEquals(full + weights + 2 * 4 * outputs, tensorBytes(MiniLmForm.switched()));
    }

    @Test
    void mixedHasAClassForEachLayerAndOnlyTheChosenUnitsInBytes() throws IOException {
        Assignment mixed = Assignment.of(List.of("layer0.qkv", "layer5.down"));
        MiniLmForm form = MiniLmForm.of(Variant.MIXED, mixed);
        List<String> code = code(form);
        assertEquals(
                6, code.stream().filter(line -> line.startsWith("class Layer")).count());
        assertEquals(
                List.of("    p = (self.qkv).forward(x)", "    d = (self.down).forward(u)"),
                code.stream()
                        .filter(line -> line.matches(".*self\\.(qkv|attended|up|down)\\)\\.forward.*"))
                        .toList());
        long full = tensorBytes(form(Variant.FP32));
        long weights = 3 * 384 * 384 + 384 * 1536;
        assertEquals(full - 3 * weights + 4 * (3 * 384 + 384), tensorBytes(form));
    }

    private static MiniLmForm form(Variant variant) {
        return MiniLmForm.of(variant, Assignment.NONE);
    }

    private long tensorBytes(MiniLmForm form) throws IOException {
        try (ZipFile zip = new ZipFile(archive(form).toFile())) {
            return zip.stream()
                    .filter(entry -> entry.getName().startsWith("minilm/data/"))
                    .mapToLong(entry -> entry.getSize())
                    .sum();
        }
    }

    private Path archive(MiniLmForm form) throws IOException {
        Path archive = folder.resolve("form.pt");
        Files.deleteIfExists(archive);
        try (OnnxFile source = OnnxFile.open(onnx);
                FileChannel out = FileChannel.open(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            MiniLmArchive.write(source, form, out, (done, total) -> {});
        }
        return archive;
    }

    private List<String> code(MiniLmForm form) throws IOException {
        try (ZipFile zip = new ZipFile(archive(form).toFile());
                InputStream code = zip.getInputStream(zip.getEntry("minilm/code/__torch__.py"))) {
            return new String(code.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    @Test
    void anotherModelIsRefusedByTheFirstTensorThatIsMissing() throws IOException {
        Path other = folder.resolve("other.onnx");
        // ModelProto { graph { initializer { dims: 1, data_type: 1, name: "w", raw_data: 4 bytes } } }
        Files.write(other, new byte[] {0x3a, 15, 0x2a, 13, 8, 1, 16, 1, 0x42, 1, 'w', 0x4a, 4, 0, 0, 0, 0});
        Path archive = folder.resolve("model.pt");
        try (OnnxFile source = OnnxFile.open(other);
                FileChannel out = FileChannel.open(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ModelException e = assertThrows(
                    ModelException.class,
                    () -> MiniLmArchive.write(source, form(Variant.FP32), out, (done, total) -> {}));
            assertEquals("other.onnx holds no tensor \"embeddings.word_embeddings.weight\"", e.getMessage());
        }
        assertEquals(0, Files.size(archive));
    }
}
