package io.narrows.data.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.LocalSource;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a shard while it is read. */
class ShardIndexerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private Path shard = Path.of("");

    @BeforeEach
    void writeShard() throws IOException {
        shard = folder.resolve("a.jsonl");
        Files.writeString(shard, "{\"n\": 1}\n{\"n\": 2}\n");
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    /** The folder, with something that happens when a file is first read. */
    private record Changing(LocalSource source, Change change) implements Source {
        @Override
        public DataFile open(String name) throws IOException, InterruptedException {
            DataFile file = source.open(name);
            return new DataFile() {
                private boolean changed;

                @Override
                public String name() {
                    return file.name();
                }

                @Override
                public long size() {
                    return file.size();
                }

                @Override
                public void read(long position, byte[] target, int offset, int length)
                        throws IOException, InterruptedException {
                    file.read(position, target, offset, length);
                    if (!changed) {
                        changed = true;
                        change.make();
                    }
                }

                @Override
                public void close() {
                    file.close();
                }
            };
        }

        @Override
        public String location() {
            return source.location();
        }
    }

    private void assertRefused(Change change) throws IOException {
        ShardIndexer indexer = new ShardIndexer(folder, new Changing(new LocalSource(folder), change));
        IOException e = assertThrows(IOException.class, () -> indexer.index("a.jsonl"));
        assertEquals(shard + " changed while its index was made: it must be whole before", e.getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(shard), files.toList());
        }
    }

    @Test
    void oneThatStaysAsItIsGetsItsIndex() throws Exception {
        ShardIndexer indexer = new ShardIndexer(folder, new Changing(new LocalSource(folder), () -> {}));
        assertEquals(ShardIndexer.Done.WRITTEN, indexer.index("a.jsonl"));
        assertTrue(Files.exists(folder.resolve("a.jsonl.index")));
        assertEquals(ShardIndexer.Done.THERE, indexer.index("a.jsonl"));
    }

    @Test
    void oneThatGrowsGetsNone() throws IOException {
        assertRefused(() -> Files.writeString(shard, "{\"n\": 3}\n", StandardOpenOption.APPEND));
    }

    /** What looks like damage of one that is still written is none. */
    @Test
    void oneThatIsEmptiedGetsNone() throws IOException {
        assertRefused(() -> Files.writeString(shard, ""));
    }

    @Test
    void oneThatAnotherOfItsSizeAndTimeTakesThePlaceOfGetsNone() throws IOException {
        assertRefused(() -> {
            Path other = folder.resolve("other");
            Files.writeString(other, "{\"n\":  1}\n{\"n\":2}\n");
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(shard));
            Files.move(other, shard, StandardCopyOption.ATOMIC_MOVE);
        });
    }
}
