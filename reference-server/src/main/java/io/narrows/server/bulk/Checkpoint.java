package io.narrows.server.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a folder of embeddings is, and of what they are: the file {@value #FILE} in it. It is written after each window, and
 * so does not grow with the shards; {@link FinishedShards} names those.
 *
 * @param settings what decides the bytes: the data set, the model, how texts are found and put together
 * @param complete whether all is written
 * @param rows embeddings written
 * @param shards how many shards are finished, in the order of the data set
 * @param listBytes how much of the list of finished shards is written
 * @param current of the shard after those, what is written
 * @param loader the loader's state after the last text that is written; null when complete, or before the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Checkpoint(
        SortedMap<String, String> settings,
        boolean complete,
        long rows,
        int shards,
        long listBytes,
        Extent current,
        @Nullable JsonNode loader) {
    static final String FILE = "embeddings.json";

    private static final String UNFINISHED = FILE + ".part";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The one of a folder, or null where it has none. */
    static @Nullable Checkpoint read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Checkpoint read = JSON.readValue(file.toFile(), Checkpoint.class);
            if (read.settings() == null || read.current() == null) {
                throw new BulkException(file + " lacks settings or current");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new BulkException(file + " is no record of embeddings: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a file of this name is one that {@link #write} leaves, the process killed or not. */
    static boolean writes(String name) {
        return name.equals(FILE) || name.equals(UNFINISHED);
    }

    /** Takes the place of the one that is there, whole or not at all. */
    void write(Path folder) throws IOException {
        Path part = folder.resolve(UNFINISHED);
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(this));
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            throw PartFile.failed(part, e);
        }
        Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
