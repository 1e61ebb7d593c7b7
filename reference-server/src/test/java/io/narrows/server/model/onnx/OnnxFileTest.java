package io.narrows.server.model.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
    private static final byte[] SIX = OnnxBytes.floats(1, -2, 3.5f, 0, 1e-30f, Float.MAX_VALUE);

    @TempDir
    private Path folder;

    @Test
    void readsRawAndPackedValues() throws IOException {
        byte[] bytes = new OnnxBytes()
                .raw("a", OnnxTensor.FLOAT, SIX, 2, 3)
                .packed("b", new float[] {7, 8}, 2)
                .bytes();
        try (OnnxFile file = open(bytes)) {
            OnnxTensor a = file.floats("a", 2, 3);
            assertEquals(List.of(2L, 3L), a.shape());
            assertArrayEquals(SIX, values(file, a));
            assertArrayEquals(OnnxBytes.floats(7, 8), values(file, file.floats("b", 2)));
        }
    }

    @Test
    void valuesLargerThanAChunkComeWhole() throws IOException {
        byte[] large = new byte[3_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 7 ^ i >> 9);
        }
        try (OnnxFile file = open(new OnnxBytes()
                .raw("first", OnnxTensor.FLOAT, SIX, 6)
                .raw("large", OnnxTensor.FLOAT, large, 750_000)
                .bytes())) {
            assertArrayEquals(large, values(file, file.floats("large", 750_000)));
        }
    }

    @Test
    void aMatMulNodeNamesItsWeight() throws IOException {
        byte[] bytes = new OnnxBytes()
                .node("/layer.0/query/MatMul", "MatMul", "x", "onnx::MatMul_787")
                .node("/layer.0/MatMul", "MatMul", "q", "k")
                .node("/layer.0/Add", "Add", "x", "onnx::MatMul_787")
                .raw("onnx::MatMul_787", OnnxTensor.FLOAT, SIX, 3, 2)
                .bytes();
        try (OnnxFile file = open(bytes)) {
            assertEquals(
                    "onnx::MatMul_787",
                    file.floats("layer.0.query.MatMul", 3, 2).name());
            assertMessage("model.onnx holds no tensor \"layer.0.MatMul\"", () -> file.floats("layer.0.MatMul", 3, 2));
            assertMessage("model.onnx holds no tensor \"layer.0.Add\"", () -> file.floats("layer.0.Add", 3, 2));
        }
    }

    @Test
    void aTensorMustBeWhatIsAskedFor() throws IOException {
        byte[] bytes = new OnnxBytes()
                .raw("ints", 7, new byte[16], 2)
                .raw("short", OnnxTensor.FLOAT, new byte[20], 2, 3)
                .raw("good", OnnxTensor.FLOAT, SIX, 2, 3)
                .bytes();
        try (OnnxFile file = open(bytes)) {
            assertMessage(
                    "model.onnx: tensor \"ints\" has data type 7, must be 1 (FLOAT)", () -> file.floats("ints", 2));
            assertMessage(
                    "model.onnx: tensor \"short\" has 20 bytes of values, must have 24",
                    () -> file.floats("short", 2, 3));
            assertMessage(
                    "model.onnx: tensor \"good\" has shape [2, 3], must be [3, 2]", () -> file.floats("good", 3, 2));
        }
    }

    @Test
    void otherFilesAreRefusedInOneLine() throws IOException {
        assertMessage("model.onnx is not an ONNX model: it holds no weights", () -> open(new byte[0]));
        assertMessage(
                "model.onnx holds tensor \"a\" twice",
                () -> open(new OnnxBytes()
                        .raw("a", OnnxTensor.FLOAT, SIX, 6)
                        .raw("a", OnnxTensor.FLOAT, SIX, 6)
                        .bytes()));
        assertMessage(
                "model.onnx is not an ONNX model: tensor \"far\" keeps its values in another file",
                () -> open(new OnnxBytes().external("far").bytes()));
    }

    @Test
    void everyTruncationIsRefusedOrHarmless() throws IOException {
        byte[] whole = new OnnxBytes()
                .node("/layer.0/query/MatMul", "MatMul", "x", "a")
                .raw("a", OnnxTensor.FLOAT, SIX, 2, 3)
                .packed("b", new float[] {7, 8}, 2)
                .bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            ModelException e = assertThrows(ModelException.class, () -> open(cut));
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
        }
    }

    @Test
    void everyChangedByteIsRefusedOrHarmless() throws IOException {
        byte[] whole = new OnnxBytes()
                .node("/layer.0/query/MatMul", "MatMul", "x", "a")
                .raw("a", OnnxTensor.FLOAT, SIX, 2, 3)
                .bytes();
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int change : new int[] {1, 0x80, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) change;
                try (OnnxFile file = open(changed)) {
                    OnnxTensor tensor = file.floats("a", 2, 3);
                    assertEquals(SIX.length, values(file, tensor).length);
                } catch (ModelException e) {
                    assertFalse(e.getMessage().contains("\n"), e.getMessage());
                    refused++;
                }
            }
        }
        assertTrue(refused > 0);
    }

    private OnnxFile open(byte[] bytes) throws IOException {
        return OnnxFile.open(Files.write(folder.resolve("model.onnx"), bytes));
    }

    private static byte[] values(OnnxFile file, OnnxTensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.read(tensor, bytes -> {
            while (bytes.hasRemaining()) {
                out.write(bytes.get());
            }
        });
        return out.toByteArray();
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(message, assertThrows(ModelException.class, executable).getMessage());
    }
}
