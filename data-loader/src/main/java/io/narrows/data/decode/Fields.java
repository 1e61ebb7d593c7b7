package io.narrows.data.decode;

import io.narrows.data.shard.RawSample;
import java.util.ArrayList;
import java.util.List;

/** Finds a sample's fields. */
final class Fields {
    private Fields() {}

    /**
     * The number of a field.
     *
     * @throws DecodeException when the sample has none of that name
     */
    static int required(RawSample sample, String name) throws DecodeException {
        int field = sample.field(name);
        if (field < 0) {
            throw new DecodeException(name, "the sample has none of that name, it has " + names(sample));
        }
        return field;
    }

    static List<String> names(RawSample sample) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < sample.fields(); i++) {
            names.add(sample.name(i));
        }
        return names;
    }
}
