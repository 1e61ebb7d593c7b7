package io.narrows.server.model.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.search.SearchResult.Point;
import io.narrows.server.model.search.SearchResult.UnitCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixedPrecisionTest {
    private static final Assignment FOUND = Assignment.of(List.of("layer0.up", "layer3.qkv"));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("precision").resolve("minilm.json");
    }

    private void write() throws IOException {
        Point chosen = new Point(FOUND, 0.996, 0.995, 0.994, new Speed(2, 1.9, 2.1));
        Point floats = new Point(Assignment.NONE, 1, 1, 1, new Speed(1, 1, 1));
        MixedPrecision.write(
                file(),
                "abc",
                new SearchResult(
                        0.99, List.of(new UnitCost("layer0.qkv", 1e-4, 250_000)), List.of(floats, chosen), chosen));
    }

    @Test
    void whatASearchFoundIsUsed() throws IOException {
        write();
        assertEquals(FOUND, MixedPrecision.of(file(), "abc"));
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertEquals(List.of(file()), files.toList());
        }
        assertTrue(Files.readString(file()).contains("\"savedMs\" : 0.25"), Files.readString(file()));
    }

    @Test
    void withoutASearchTheBuiltInAssignmentIsUsed() {
        assertEquals(MixedPrecision.BUILT_IN, MixedPrecision.of(file(), "abc"));
    }

    @Test
    void aResultForOtherWeightsOrOfAnotherKindIsNamedAndRefused() throws IOException {
        write();
        String advice = " (delete it, or search again with narrows models search)";
        ModelException other = assertThrows(ModelException.class, () -> MixedPrecision.of(file(), "abd"));
        assertEquals(
                "search result " + file() + " cannot be used: it is no narrows.precision/1 for this model" + advice,
                other.getMessage());
        Files.writeString(file(), Files.readString(file()).replace("layer3.qkv", "layer9.qkv"));
        ModelException unit = assertThrows(ModelException.class, () -> MixedPrecision.of(file(), "abc"));
        assertTrue(
                unit.getMessage()
                        .startsWith("search result " + file() + " cannot be used: unit \"layer9.qkv\" is unknown"),
                unit.getMessage());
        Files.writeString(file(), "{");
        ModelException damaged = assertThrows(ModelException.class, () -> MixedPrecision.of(file(), "abc"));
        assertEquals(1, damaged.getMessage().lines().count(), damaged.getMessage());
    }
}
