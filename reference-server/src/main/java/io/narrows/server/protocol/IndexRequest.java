package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Reads the body of a request for the index of the repository: nothing, or {@code {"ready": true}}. Stateless. */
public final class IndexRequest {
    private IndexRequest() {}

    /**
     * Whether only models that are ready are asked for.
     *
     * @param body the whole body; it may be empty
     * @throws ProtocolException with status 400 when it is something else
     */
    public static boolean readyOnly(ByteBuffer body) {
        if (!body.hasRemaining()) {
            return false;
        }
        try (JsonParser parser = JsonReader.open(Utf8.decode(body))) {
            JsonReader json = new JsonReader(parser);
            json.startBody();
            Set<String> seen = new HashSet<>();
            boolean ready = false;
            for (String field = json.field("", seen); field != null; field = json.field("", seen)) {
                if (!field.equals("ready")) {
                    throw bad(Shown.plain(field) + " is no field of the protocol here; there is ready");
                }
                Object value = json.scalar("ready");
                if (!(value instanceof Boolean wanted)) {
                    throw bad("ready is " + Shown.plain(String.valueOf(value)) + "; it must be true or false");
                }
                ready = wanted;
            }
            json.endBody();
            return ready;
        } catch (IOException e) {
            throw JsonReader.malformed(e);
        }
    }
}
