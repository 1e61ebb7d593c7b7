package io.narrows.data.shard.mds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.CachedSource;
import io.narrows.data.source.FaultyServer;
import io.narrows.data.source.FaultyServer.Stored;
import io.narrows.data.source.HttpOptions;
import io.narrows.data.source.HttpSource;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data set as people have it: compressed MDS shards on a server that is not always well, behind a small cache. */
@Timeout(60)
class MdsOverHttpTest {
    private static final int SAMPLES = 20_000;

    @TempDir
    Path folder;

    private FaultyServer server;
    private HttpSource http;

    @BeforeEach
    void start() throws IOException {
        server = new FaultyServer();
        http = HttpSource.below(
                server.url(),
                HttpOptions.builder()
                        .waits(Duration.ofMillis(1), Duration.ofMillis(10))
                        .build());
        Path written = folder.resolve("written");
        List<MdsColumn> columns = List.of(new MdsColumn("number", "int"), new MdsColumn("text", "str"));
        try (MdsWriter writer = MdsWriter.open(
                written, columns, MdsOptions.defaults().withShardBytes(200_000).withZstd(3))) {
            for (int i = 0; i < SAMPLES; i++) {
                writer.write(Map.of("number", i, "text", "the text of sample " + i));
            }
            writer.finish();
        }
        try (Stream<Path> files = Files.list(written)) {
            for (Path file : files.toList()) {
                server.put(file.getFileName().toString(), new Stored(Files.readAllBytes(file)));
            }
        }
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void isOpenedByItsIndexAndReadThroughACacheSmallerThanItself() throws Exception {
        MdsIndex index = MdsIndex.read(http, MdsIndex.FILE);
        long largest = index.entries().stream()
                .mapToLong(MdsIndex.Entry::fileBytes)
                .max()
                .orElseThrow();
        CachedSource cached = new CachedSource(http, folder.resolve("cache"), 2 * largest, index::hash);
        try (ShardSet shards = ShardSet.open(cached, List.of(MdsIndex.FILE))) {
            assertEquals(index.names().size(), shards.shards());
            assertTrue(shards.shards() > 3);
            assertEquals(SAMPLES, shards.samples());
            assertEquals(1, cached.figures().downloads(), "nothing but the index was brought to count");
            server.next(FaultyServer.status(503), FaultyServer.cutAfter(1000), FaultyServer.cutAfter(0));
            assertEquals(SAMPLES, readAll(shards));
            assertEquals(1 + shards.shards(), cached.figures().downloads());
            assertEquals(0, cached.figures().readThrough());
            for (int i = 0; i < shards.shards(); i++) {
                assertTrue(shards.verify(i));
            }
        }
    }

    @Test
    void isReadWithoutACacheToo() throws Exception {
        try (ShardSet shards = ShardSet.open(http, List.of(MdsIndex.FILE))) {
            assertEquals(SAMPLES, readAll(shards));
        }
    }

    @Test
    void aDamagedShardIsNeverShown() throws Exception {
        MdsIndex index = MdsIndex.read(http, MdsIndex.FILE);
        String name = index.names().get(1);
        byte[] bytes = Files.readAllBytes(folder.resolve("written").resolve(name));
        bytes[bytes.length / 2] ^= 1;
        server.put(name, new Stored(bytes));
        Source cached = new CachedSource(http, folder.resolve("cache"), 1 << 30, index::hash);
        try (ShardSet shards = ShardSet.open(cached, List.of(MdsIndex.FILE))) {
            IOException e = assertThrows(IOException.class, () -> readAll(shards));
            assertTrue(e.getMessage().startsWith(name + " at http://127.0.0.1:"), e.getMessage());
            assertTrue(e.getMessage().contains("hashes to xxh64 "), e.getMessage());
        }
        try (ShardSet shards = ShardSet.open(http, List.of(MdsIndex.FILE))) {
            ShardException e = assertThrows(ShardException.class, () -> shards.verify(1));
            assertTrue(e.getMessage().startsWith(name + ": hashes to xxh64 "), e.getMessage());
        }
    }

    private static int readAll(ShardSet shards) throws IOException, InterruptedException {
        MdsFields fields = new MdsFields(List.of(new MdsColumn("number", "int"), new MdsColumn("text", "str")));
        int number = 0;
        for (int i = 0; i < shards.shards(); i++) {
            try (Shard shard = shards.openShard(i);
                    ShardCursor cursor = shard.read(0, shard.samples())) {
                while (cursor.next()) {
                    assertEquals(number, fields.integer(cursor.sample(), "number"));
                    assertEquals("the text of sample " + number, fields.text(cursor.sample(), "text"));
                    number++;
                }
            }
        }
        return number;
    }
}
