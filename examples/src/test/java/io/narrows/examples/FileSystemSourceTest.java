package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.data.Loader;
import io.narrows.data.adapt.LoaderStreams;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source of one's own: shards inside a zip archive. */
@Timeout(60)
class FileSystemSourceTest {
    record Line(int n) {}

    private static FileSystem zip(Path folder) throws Exception {
        FileSystem zip = FileSystems.newFileSystem(folder.resolve("data.zip"), Map.of("create", "true"));
        for (int shard = 0; shard < 3; shard++) {
            int first = shard * 100;
            Files.write(
                    zip.getPath("part-" + shard + ".jsonl"),
                    IntStream.range(first, first + 100)
                            .mapToObj(n -> "{\"n\": " + n + "}")
                            .toList());
        }
        return zip;
    }

    @Test
    void aLoaderReadsShardsInsideAZipArchive(@TempDir Path folder) throws Exception {
        try (FileSystem zip = zip(folder)) {
            // snippet: custom
            ShardSet shards = ShardSet.open(new FileSystemSource(zip.getPath("/")), List.of("part-{0..2}.jsonl"));
            Loader<Line> loader = Loader.from(shards)
                    .decode(Decoders.json(Line.class))
                    .batch(64)
                    .open();
            List<Integer> numbers = LoaderStreams.items(loader).map(Line::n).collect(Collectors.toList());
            // snippet: end
            assertEquals(IntStream.range(0, 300).boxed().toList(), numbers);
        }
    }

    @Test
    void itSaysWhatIsNotThere(@TempDir Path folder) throws Exception {
        try (FileSystem zip = zip(folder)) {
            FileSystemSource source = new FileSystemSource(zip.getPath("/"));
            assertEquals(
                    "jar:" + folder.resolve("data.zip").toUri() + "!/",
                    source.location(),
                    "by this a cache knows its files again");
            assertThrows(NoSuchFileException.class, () -> source.open("part-9.jsonl"));
            try (var file = source.open("part-0.jsonl")) {
                byte[] bytes = new byte[8];
                file.read(file.size() - 10, bytes, 0, 8);
                assertEquals("{\"n\": 99", new String(bytes, StandardCharsets.UTF_8));
                EOFException end = assertThrows(EOFException.class, () -> file.read(file.size() - 2, bytes, 0, 8));
                assertEquals("part-0.jsonl ends before byte " + (file.size() + 6), end.getMessage());
            }
        }
    }
}
