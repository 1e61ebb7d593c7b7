package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.cache.Sha256;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Texts from which TensorRT takes the ranges of its 8-bit integers, in batches of one size: a text is cut or padded to it, and a
 * last batch that would not be full is left out.
 */
final class CalibrationBatches {
    private final Size size;
    private final List<List<Tokens>> batches;
    private final String hash;

    private CalibrationBatches(Size size, List<List<Tokens>> batches, String hash) {
        this.size = size;
        this.batches = batches;
        this.hash = hash;
    }

    /**
     * Reads texts.
     *
     * @param file one text a line, UTF-8; blank lines are left out
     * @param size size of the batches
     * @param tokenizer splits a text
     * @throws ModelException when the file cannot be read, or has too few texts for one batch
     */
    static CalibrationBatches read(Path file, Size size, Function<String, long[]> tokenizer) {
        byte[] bytes;
        List<String> texts;
        try {
            bytes = Files.readAllBytes(file);
            texts = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (NoSuchFileException e) {
            throw new ModelException("tensorrt.calibration is " + file + ", which does not exist", e);
        } catch (CharacterCodingException e) {
            throw new ModelException("tensorrt.calibration is " + file + ", which is not UTF-8", e);
        } catch (IOException e) {
            throw new ModelException(
                    "tensorrt.calibration is " + file + ", which cannot be read: " + e.getMessage(), e);
        }
        if (texts.size() < size.texts()) {
            throw new ModelException("tensorrt.calibration is " + file + " with " + texts.size()
                    + " texts, must have at least " + size.texts() + " (tensorrt.opt-batch)");
        }
        List<List<Tokens>> batches = new ArrayList<>();
        for (int from = 0; from + size.texts() <= texts.size(); from += size.texts()) {
            batches.add(texts.subList(from, from + size.texts()).stream()
                    .map(text -> cut(tokenizer.apply(text), size.tokens()))
                    .toList());
        }
        String hash =
                Sha256.of((size + "\n" + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        return new CalibrationBatches(size, batches, hash);
    }

    private static Tokens cut(long[] ids, int tokens) {
        return new Tokens(ids.length > tokens ? Arrays.copyOf(ids, tokens) : ids);
    }

    /** Texts and tokens of each batch. */
    Size size() {
        return size;
    }

    /** How many there are, at least 1. */
    int count() {
        return batches.size();
    }

    /** One of them; texts are at most as long as the size says. */
    List<Tokens> batch(int index) {
        return batches.get(index);
    }

    /** SHA-256 of texts and size, in lower-case hex. */
    String hash() {
        return hash;
    }
}
