package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSamplesTest {
    @Test
    void filesOfOneKeyAreOneSample(@TempDir Path folder) throws IOException {
        for (String file : List.of(
                "b.txt",
                "a.seg.PNG",
                "a.jpg",
                "a-b.txt",
                "sub/a.txt",
                "sub.d/x.cls",
                "README",
                ".hidden",
                "__meta__",
                "d/.x")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        FolderSamples found = FolderSamples.of(folder);
        assertEquals(
                List.of("a [jpg, seg.png]", "a-b [txt]", "b [txt]", "sub.d/x [cls]", "sub/a [txt]"),
                found.samples().stream()
                        .map(sample -> sample.key() + " "
                                + sample.fields().stream()
                                        .map(FolderSamples.Field::name)
                                        .toList())
                        .toList());
        assertEquals(4, found.leftOut(), "README, .hidden, __meta__ and d/.x");
    }

    @Test
    void twoFilesThatWouldBeTheSameFieldAreRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.JPG"), "");
        Files.writeString(folder.resolve("a.jpg"), "");
        String message = String.valueOf(
                assertThrows(IOException.class, () -> FolderSamples.of(folder)).getMessage());
        assertEquals(
                folder.resolve("a.JPG") + " and " + folder.resolve("a.jpg")
                        + " would both be the field \"jpg\" of the sample \"a\"",
                message);
    }
}
