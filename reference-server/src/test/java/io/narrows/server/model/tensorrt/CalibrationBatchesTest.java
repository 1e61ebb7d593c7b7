package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationBatchesTest {
    private static final Size TWO_OF_THREE = new Size(2, 3);

    @TempDir
    private Path folder;

    @Test
    void textsAreCutToOneSizeAndAnUnfilledBatchIsLeftOut() throws IOException {
        CalibrationBatches batches = read("one\n\nlonger\n  \nab\nfour\nlast\n", TWO_OF_THREE);
        assertEquals(2, batches.count());
        assertEquals(TWO_OF_THREE, batches.size());
        assertArrayEquals(new long[] {'o', 'n', 'e'}, batches.batch(0).get(0).ids());
        assertArrayEquals(new long[] {'l', 'o', 'n'}, batches.batch(0).get(1).ids());
        assertArrayEquals(new long[] {'a', 'b'}, batches.batch(1).get(0).ids());
        assertArrayEquals(new long[] {'f', 'o', 'u'}, batches.batch(1).get(1).ids());
    }

    @Test
    void otherTextsOrSizesHaveAnotherHash() throws IOException {
        String hash = read("a\nb\n", TWO_OF_THREE).hash();
        assertEquals(hash, read("a\nb\n", TWO_OF_THREE).hash());
        assertNotEquals(hash, read("a\nc\n", TWO_OF_THREE).hash());
        assertNotEquals(hash, read("a\nb\n", new Size(2, 4)).hash());
    }

    @Test
    void aFileThatWillNotDoIsRefusedInOneLine() throws IOException {
        Path missing = folder.resolve("missing.txt");
        refused("tensorrt.calibration is " + missing + ", which does not exist", missing);
        Path few = Files.writeString(folder.resolve("few.txt"), "one\n");
        refused("tensorrt.calibration is " + few + " with 1 texts, must have at least 2 (tensorrt.opt-batch)", few);
        Path garbled = Files.write(folder.resolve("garbled.txt"), new byte[] {(byte) 0xc3, (byte) 0x28, '\n'});
        refused("tensorrt.calibration is " + garbled + ", which is not UTF-8", garbled);
    }

    private CalibrationBatches read(String texts, Size size) throws IOException {
        return read(Files.writeString(folder.resolve("texts.txt"), texts), size);
    }

    private static CalibrationBatches read(Path file, Size size) {
        return CalibrationBatches.read(
                file, size, text -> text.chars().asLongStream().toArray());
    }

    private static void refused(String line, Path file) {
        ModelException e = assertThrows(ModelException.class, () -> read(file, TWO_OF_THREE));
        assertEquals(line, e.getMessage());
    }
}
