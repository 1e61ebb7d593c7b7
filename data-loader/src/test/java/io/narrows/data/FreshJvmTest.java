package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the first batch of a JVM must not pay for: its cost as what is loaded, not as time. */
@Timeout(120)
class FreshJvmTest {
    private static final String DONE = "has the first batch";

    /** Opens shards and takes a batch. */
    static final class FirstBatch {
        private FirstBatch() {}

        public static void main(String[] args) throws Exception {
            try (ShardSet shards = ShardSet.open(new LocalSource(Path.of(args[0])), List.of("part-{0..1}.jsonl"));
                    Loader<byte[]> loader =
                            Loader.from(shards).decode(sample -> sample.copy(0)).open();
                    DataBatch<byte[]> batch = loader.next()) {
                System.out.println(DONE + " " + (batch == null ? 0 : batch.size()));
            }
        }
    }

    @Test
    void theFirstBatchLoadsNothingThatItDoesNotNeed(@TempDir Path folder) throws Exception {
        for (int shard = 0; shard < 2; shard++) {
            Files.writeString(folder.resolve("part-" + shard + ".jsonl"), "{\"text\": \"a\"}\n".repeat(20));
        }
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstBatch.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        } finally {
            process.destroyForcibly();
        }
        String loaded = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), loaded);
        assertTrue(loaded.contains(DONE + " 32"), loaded);
        String before = loaded.substring(0, loaded.indexOf(DONE));
        assertTrue(before.contains("io.narrows.data.pipeline.Pipeline "), "the JVM says what it loads");
        assertFalse(before.contains("org.slf4j.LoggerFactory "), "the host's logging");
        assertFalse(
                before.contains("com.fasterxml.jackson.databind.ObjectMapper "),
                "JSON, where none is decoded and no state is read");
        assertFalse(before.contains("io.narrows.data.shard.mds.MdsFormat "), "formats behind the one that fits");
        assertFalse(before.contains("java.util.concurrent.ThreadPoolExecutor "), "a pool for a few threads");
    }
}
