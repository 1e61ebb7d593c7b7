package io.narrows.data.decode;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.narrows.data.shard.RawSample;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A field as JSON, parsed where it lies. */
final class JsonDecoder<T> implements Decoder<T> {
    private final String field;
    private final ObjectReader reader;

    JsonDecoder(String field, ObjectReader reader) {
        this.field = field;
        this.reader = reader;
    }

    @Override
    public T decode(RawSample sample) throws IOException {
        int number = Fields.required(sample, field);
        @Nullable T value;
        try {
            value = reader.readValue(sample.array(), sample.offset(number), sample.length(number));
        } catch (JsonProcessingException e) {
            throw new DecodeException(field, reason(e), e);
        }
        if (value == null) {
            throw new DecodeException(field, "null, must be a value");
        }
        return value;
    }

    private static String reason(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null || at.getByteOffset() < 0 ? "" : " at byte " + at.getByteOffset();
        return "not the JSON that it has to be" + where + ": " + e.getOriginalMessage();
    }
}
