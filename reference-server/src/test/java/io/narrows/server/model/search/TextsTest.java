package io.narrows.server.model.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.server.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextsTest {

    @TempDir
    private Path folder;

    @Test
    void theBuiltInTextsAreAllDifferent() {
        Texts texts = Texts.builtIn();
        Set<String> all = new HashSet<>(texts.chosenBy());
        all.addAll(texts.checkedBy());
        all.addAll(texts.heldOut());
        assertEquals(338, all.size());
        assertEquals(169, texts.chosenBy().size());
        assertEquals(84, texts.heldOut().size());
    }

    @Test
    void linesOfAFileAreDealtOutInTurn() throws IOException {
        Path file = folder.resolve("texts.txt");
        List<String> lines = IntStream.range(0, 40).mapToObj(i -> "text " + i).toList();
        Files.writeString(file, String.join("\n\n", lines) + "\ntext 3\n");
        assertEquals(lines.get(38), Texts.of(file).chosenBy().get(19));
        assertEquals(lines.get(37), Texts.of(file).checkedBy().get(9));
        assertEquals(lines.get(39), Texts.of(file).heldOut().get(9));
    }

    @Test
    void tooFewTextsAreRefused() throws IOException {
        Path file = folder.resolve("texts.txt");
        Files.writeString(file, "one\ntwo\none\n");
        ModelException e = assertThrows(ModelException.class, () -> Texts.of(file));
        assertEquals("texts file " + file + " holds 2 different texts, must hold 40 or more", e.getMessage());
    }
}
