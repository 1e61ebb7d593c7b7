package io.narrows.data.shard.mds;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** What is wrong with a JSON text, in one line. */
final class JsonErrors {
    private JsonErrors() {}

    static String line(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return String.valueOf(message).replaceAll("\\R", " ");
    }
}
