package io.narrows.data.decode;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.narrows.data.shard.RawSample;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A field as JSON, parsed where it lies. */
final class JsonDecoder<T> implements Decoder<T> {
    private final String field;
    private final FutureTask<ObjectReader> making;
    private volatile @Nullable ObjectReader reader;

    JsonDecoder(String field, ObjectReader reader) {
        this.field = field;
        this.reader = reader;
        making = new FutureTask<>(() -> reader);
    }

    /** Begins to make a reader of a type. */
    JsonDecoder(String field, Class<T> type) {
        this.field = field;
        making = new FutureTask<>(() -> readerFor(type));
        Thread thread = new Thread(making, "narrows-data-json");
        thread.setDaemon(true);
        thread.start();
    }

    private static ObjectReader readerFor(Class<?> type) {
        return Shared.MAPPER.readerFor(type);
    }

    /**
     * One for all: it keeps what it has found out about a type, which takes some ms and fresh classes each time. Made by the first
     * that needs it.
     */
    private static final class Shared {
        static final JsonMapper MAPPER = JsonMapper.builder(new WideJsonFactory())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private ObjectReader made() throws InterruptedException {
        try {
            ObjectReader made = making.get();
            reader = made;
            return made;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public T decode(RawSample sample) throws IOException, InterruptedException {
        ObjectReader ready = reader;
        ObjectReader by = ready == null ? made() : ready;
        int number = Fields.required(sample, field);
        @Nullable T value;
        try {
            value = by.readValue(sample.array(), sample.offset(number), sample.length(number));
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
