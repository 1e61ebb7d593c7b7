package io.narrows.data.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.shard.raw.SampleLimit;
import io.narrows.data.source.LocalSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManySamplesTest {
    /** However small their file becomes: a reader takes so many samples of any. */
    @Test
    void aCompressedShardEndsWhereItsReaderWouldRefuseIt(@TempDir Path folder) throws Exception {
        Map<String, byte[]> sample = Map.of("json", "1".getBytes(StandardCharsets.UTF_8));
        try (ShardWriter writer = ShardWriter.open(
                folder, "s", PackOptions.builder().format(PackFormat.JSONL_ZST).build(), "x")) {
            for (int i = 0; i <= SampleLimit.ALWAYS; i++) {
                writer.write("k", sample);
            }
            writer.finish();
        }
        Files.delete(folder.resolve("s-000000.jsonl.zst.index"));
        List<String> names = List.of("s-{000000..000001}.jsonl.zst");
        try (ShardSet set = ShardSet.open(new LocalSource(folder), names)) {
            assertEquals(SampleLimit.ALWAYS, set.samples(0));
            try (Shard last = set.openShard(1)) {
                assertEquals(List.of("0 json=1"), Samples.all(last));
            }
        }
    }
}
