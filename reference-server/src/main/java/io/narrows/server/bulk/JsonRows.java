package io.narrows.server.bulk;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** Embeddings as JSON Lines. */
final class JsonRows implements RowFile {
    private static final JsonMapper JSON = new JsonMapper();

    /** What the name of its file ends with. */
    static final String ROWS = ".jsonl";

    private final PartFile file;
    private int count;

    private JsonRows(PartFile file, int count) {
        this.file = file;
        this.count = count;
    }

    static JsonRows open(Path folder, String name, Extent keep) throws IOException {
        return new JsonRows(PartFile.open(folder.resolve(name + ROWS), keep.bytes()), keep.rows());
    }

    @Override
    public void add(String key, float[] embedding) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(embedding.length * 12);
        try (JsonGenerator json = JSON.getFactory().createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("key", key);
            json.writeArrayFieldStart("embedding");
            for (float value : embedding) {
                json.writeNumber(value);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        byte[] bytes = line.toByteArray();
        file.write(bytes, bytes.length);
        count++;
    }

    @Override
    public Extent force() throws IOException {
        file.force();
        return new Extent(count, file.bytes(), 0);
    }

    @Override
    public void publish() throws IOException {
        file.publish();
    }

    @Override
    public void close() {
        file.close();
    }
}
