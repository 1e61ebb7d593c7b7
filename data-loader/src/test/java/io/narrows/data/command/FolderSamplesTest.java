package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.data.shard.tar.TarSampleNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
                "d/.x",
                "__pycache__/m.cpython-311.pyc",
                "src/__pycache__/m.cpython-311.pyc")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        FolderSamples found = FolderSamples.of(folder, folder.resolve("none"));
        assertEquals(
                List.of(
                        "a [jpg, seg.png]",
                        "a-b [txt]",
                        "b [txt]",
                        "src/__pycache__/m [cpython-311.pyc]",
                        "sub.d/x [cls]",
                        "sub/a [txt]"),
                found.samples().stream()
                        .map(sample -> sample.key() + " "
                                + sample.fields().stream()
                                        .map(FolderSamples.Field::name)
                                        .toList())
                        .toList());
        assertEquals(5, found.leftOut(), "README, .hidden, __meta__, d/.x and __pycache__/m.cpython-311.pyc");
        for (FolderSamples.Sample sample : found.samples()) {
            for (FolderSamples.Field field : sample.fields()) {
                TarSampleNames.of(sample.key(), field.name()); // would be read back as it is
            }
        }
    }

    @Test
    void theFolderThatIsWrittenToIsNotLookedInto(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.txt"), "a");
        Path out = folder.resolve("shards");
        String before = FolderSamples.of(folder, out).fingerprint();
        Files.createDirectories(out);
        Files.writeString(out.resolve("shard-000000.tar"), "written");
        assertEquals(before, FolderSamples.of(folder, out).fingerprint());
        assertNotEquals(
                before, FolderSamples.of(folder, folder.resolve("other")).fingerprint());
    }

    @Test
    void aFileThatChangedIsAnotherInput(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.txt");
        Path none = folder.resolve("none");
        Files.writeString(file, "a");
        FileTime time = FileTime.fromMillis(1_700_000_000_000L);
        Files.setLastModifiedTime(file, time);
        String before = FolderSamples.of(folder, none).fingerprint();
        Files.writeString(file, "b");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_001L));
        assertNotEquals(before, FolderSamples.of(folder, none).fingerprint(), "the time of change");
        Files.writeString(file, "ab");
        Files.setLastModifiedTime(file, time);
        assertNotEquals(before, FolderSamples.of(folder, none).fingerprint(), "the size");
        Files.writeString(file, "a");
        Files.setLastModifiedTime(file, time);
        assertEquals(before, FolderSamples.of(folder, none).fingerprint());
    }

    @Test
    void twoFilesThatWouldBeTheSameFieldAreRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.JPG"), "");
        Files.writeString(folder.resolve("a.jpg"), "");
        String message =
                String.valueOf(assertThrows(IOException.class, () -> FolderSamples.of(folder, folder.resolve("none")))
                        .getMessage());
        assertEquals(
                folder.resolve("a.JPG") + " and " + folder.resolve("a.jpg")
                        + " would both be the field \"jpg\" of the sample \"a\"",
                message);
    }
}
