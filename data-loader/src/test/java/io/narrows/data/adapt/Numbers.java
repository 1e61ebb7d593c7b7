package io.narrows.data.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.data.Loader;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import io.narrows.data.transform.Transform;
import io.narrows.profiler.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Shards of lines that count from 0 on. */
final class Numbers {
    private final Path folder;

    private Numbers(Path folder) {
        this.folder = folder;
    }

    /** Writes two shards, together so many lines. */
    static Numbers of(Path folder, int lines) throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            all.add("{\"n\": " + i + "}");
        }
        Files.write(folder.resolve("a.jsonl"), all.subList(0, lines / 2));
        Files.write(folder.resolve("b.jsonl"), all.subList(lines / 2, lines));
        return new Numbers(folder);
    }

    /** Makes one line something that is no JSON. */
    Numbers damage(String shard, int line) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve(shard)));
        lines.set(line, "no JSON");
        Files.write(folder.resolve(shard), lines);
        return this;
    }

    Loader<Integer> open(int batch) throws IOException, InterruptedException {
        return open(batch, Profiler.disabled(), (number, context) -> number);
    }

    /** @param last does something with each number, on a thread of the loader */
    Loader<Integer> open(int batch, Profiler profiler, Transform<Integer, Integer> last)
            throws IOException, InterruptedException {
        ShardSet shards = ShardSet.open(new LocalSource(folder), List.of("{a,b}.jsonl"));
        return Loader.from(shards)
                .decode(Decoders.json(JsonNode.class))
                .map("number", (json, context) -> json.get("n").intValue())
                .map("last", last)
                .batch(batch)
                .profiler(profiler)
                .open();
    }
}
