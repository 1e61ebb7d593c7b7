package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import com.fasterxml.jackson.core.JsonToken;
import io.narrows.server.protocol.TensorData.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the {@code data} of one tensor, flat or nested, and finds the sizes of its nesting. */
final class DataReader {
    /*
     * `sizes` holds the length of the first array closed at each depth, -1 while none was: all others must agree.
     * `open` counts the elements of the arrays that are open now. `leafDepth` is where the first element stood: all others
     * must stand at the same depth, and no array may be there.
     */

    private final JsonReader json;
    private final String path;
    private final List<Long> sizes = new ArrayList<>();
    private final List<Long> open = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private @Nullable NumberData numbers;
    private Kind kind = Kind.OTHER;
    private String first = "";
    private final Supplier<String> place = this::here;
    private int leafDepth = -1;
    private long count;
    private @Nullable String firstOther;

    DataReader(JsonReader json, String path) {
        this.json = json;
        this.path = path;
    }

    TensorData read() throws IOException {
        json.startArray(path);
        enter();
        while (!open.isEmpty()) {
            JsonToken token = json.next();
            switch (token) {
                case START_ARRAY -> {
                    if (leafDepth == open.size()) {
                        throw bad(here() + " is an array beside plain elements; data is flat or evenly nested");
                    }
                    enter();
                }
                case END_ARRAY -> leave();
                case START_OBJECT -> throw bad(here() + " is an object; data holds plain elements or arrays of them");
                default -> leaf(token);
            }
        }
        return new TensorData(List.copyOf(sizes), kind, strings, numbers, count, first, firstOther);
    }

    private void enter() {
        open.add(0L);
        if (sizes.size() < open.size()) {
            sizes.add(-1L);
        }
    }

    private void leave() {
        int depth = open.size() - 1;
        long length = open.remove(depth);
        long expected = sizes.get(depth);
        if (expected < 0) {
            sizes.set(depth, length);
        } else if (expected != length) {
            throw bad(here() + " has " + length + " elements where the first such array has " + expected
                    + "; nested data is rectangular");
        }
        if (depth > 0) {
            open.set(depth - 1, open.get(depth - 1) + 1);
        }
    }

    private void leaf(JsonToken token) throws IOException {
        int depth = open.size();
        if (leafDepth < 0 && sizes.size() == depth) {
            leafDepth = depth;
        } else if (leafDepth != depth) {
            throw bad(here() + " is " + json.what(token) + " beside arrays; data is flat or evenly nested");
        }
        Kind of = kind(token);
        if (count == 0) {
            kind = of;
            first = here() + " is " + json.what(token);
        }
        if (firstOther == null && of == kind) {
            keep(token);
        } else if (firstOther == null) {
            firstOther = here() + " is " + json.what(token);
        }
        count++;
        open.set(depth - 1, open.get(depth - 1) + 1);
    }

    private static Kind kind(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            default -> Kind.OTHER;
        };
    }

    private void keep(JsonToken token) throws IOException {
        if (kind == Kind.STRING) {
            strings.add(checked());
        } else if (kind != Kind.OTHER) {
            if (numbers == null) {
                numbers = new NumberData();
            }
            if (kind == Kind.BOOLEAN) {
                numbers.addWhole(token == JsonToken.VALUE_TRUE ? 1 : 0);
            } else {
                json.number(place, numbers);
            }
        }
    }

    private String checked() throws IOException {
        String text = json.text();
        if (Utf8.loneSurrogate(text) >= 0) {
            json.wellFormed(here(), text);
        }
        return text;
    }

    private String here() {
        StringBuilder at = new StringBuilder(path);
        for (long index : open) {
            at.append('[').append(index).append(']');
        }
        return at.toString();
    }
}
