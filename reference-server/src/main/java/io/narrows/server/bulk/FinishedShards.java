package io.narrows.server.bulk;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The list of finished shards, in the order of the data set: the file {@value #FILE}, a line of JSON a shard. */
final class FinishedShards implements AutoCloseable {
    /** No embeddings' file ends so. */
    static final String FILE = "embeddings.shards";

    private static final JsonMapper JSON = new JsonMapper();

    private final PartFile file;
    private boolean forced = true;

    /**
     * @param shard its name
     * @param file the name of its embeddings, without ending
     */
    private record Line(String shard, String file, int rows) {}

    private FinishedShards(PartFile file) {
        this.file = file;
    }

    /** @param keepBytes how much of it an earlier process has written */
    static FinishedShards open(Path folder, long keepBytes) throws IOException {
        return new FinishedShards(PartFile.open(folder.resolve(FILE), keepBytes));
    }

    void add(String shard, String embeddings, int rows) throws IOException {
        byte[] line =
                (JSON.writeValueAsString(new Line(shard, embeddings, rows)) + "\n").getBytes(StandardCharsets.UTF_8);
        file.write(line, line.length);
        forced = false;
    }

    /** Makes what was added outlast the process, and says how many bytes that are. */
    long force() throws IOException {
        if (!forced) {
            file.force();
            forced = true;
        }
        return file.bytes();
    }

    /** Gives it its name. */
    void publish() throws IOException {
        file.publish();
    }

    @Override
    public void close() {
        file.close();
    }
}
