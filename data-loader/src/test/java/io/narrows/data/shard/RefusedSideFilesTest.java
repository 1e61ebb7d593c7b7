package io.narrows.data.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.pack.PackFormat;
import io.narrows.data.pack.PackOptions;
import io.narrows.data.pack.ShardWriter;
import io.narrows.data.shard.mds.MdsColumn;
import io.narrows.data.shard.mds.MdsOptions;
import io.narrows.data.shard.mds.MdsWriter;
import io.narrows.data.source.CachedSource;
import io.narrows.data.source.FaultyServer;
import io.narrows.data.source.FaultyServer.Stored;
import io.narrows.data.source.FileRefusedException;
import io.narrows.data.source.HttpOptions;
import io.narrows.data.source.HttpSource;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that may not be listed answers 403 for what it does not have: index files beside shards are like that. */
class RefusedSideFilesTest {
    private static final List<String> SHARDS = List.of("s-000000.tar", "s-000000.jsonl.gz", "shard.00000.mds");

    @TempDir
    Path folder;

    private FaultyServer server;
    private HttpSource http;

    @BeforeEach
    void start() throws Exception {
        for (PackFormat format : List.of(PackFormat.TAR, PackFormat.JSONL_GZ)) {
            Path packed = Files.createDirectory(folder.resolve(format.name()));
            try (ShardWriter writer = ShardWriter.open(
                    packed, "s", PackOptions.builder().format(format).build(), "x")) {
                writer.write("a", Map.of("json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
                writer.finish();
            }
            String shard = "s-000000" + format.suffix();
            Files.move(packed.resolve(shard), folder.resolve(shard));
        }
        try (MdsWriter writer = MdsWriter.open(folder, List.of(new MdsColumn("json", "json")), MdsOptions.defaults())) {
            writer.write(Map.of("json", Map.of("a", 1)));
            writer.finish();
        }
        server = new FaultyServer();
        server.missing = 403;
        for (String shard : SHARDS) {
            server.put(shard, new Stored(Files.readAllBytes(folder.resolve(shard))));
        }
        http = HttpSource.below(server.url(), HttpOptions.defaults());
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void areAsGoodAsNone() throws Exception {
        for (Source source : List.of(http, new CachedSource(http, folder.resolve("cache"), 1 << 20))) {
            try (ShardSet set = ShardSet.open(source, SHARDS)) {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < set.shards(); i++) {
                    try (Shard shard = set.openShard(i)) {
                        all.addAll(Samples.all(shard));
                    }
                    assertFalse(set.verify(i), "nothing to hold it against");
                }
                assertEquals(List.of("a json={\"a\":1}", "0 json={\"a\":1}", "0 json={\"a\":1}"), all);
            }
        }
        for (String asked : List.of("s-000000.tar.index", "s-000000.idx", "s-000000.jsonl.gz.index", "index.json")) {
            assertTrue(server.requests().stream().anyMatch(each -> each.path().endsWith("/" + asked)), asked);
        }
    }

    @Test
    void aShardThatIsRefusedItselfIsNot() {
        IOException e = assertThrows(FileRefusedException.class, () -> ShardSet.open(http, List.of("other.tar")));
        assertTrue(e.getMessage().contains("opening it: status 403"), e.getMessage());
        assertThrows(FileRefusedException.class, () -> ShardSet.open(http, List.of("index.json")));
    }
}
