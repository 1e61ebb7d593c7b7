package io.narrows.data.shard.jsonl;

import io.narrows.data.shard.index.IndexedFormat;
import io.narrows.data.shard.index.SampleLayout;

/**
 * {@code .jsonl}, {@code .jsonl.gz} and {@code .jsonl.zst} shards. A line is a sample, whose key is its number and whose only
 * field is {@link #FIELD}; lines without a letter are none. Whether it is JSON is for the decoder to say.
 */
public final class JsonLinesFormat extends IndexedFormat {
    /** What the name of a plain one ends with. */
    public static final String KIND = ".jsonl";

    /** The field of a sample that holds its line, without the line's end. */
    public static final String FIELD = "json";

    public JsonLinesFormat() {
        super(KIND, 2, 1);
    }

    @Override
    protected boolean hasKeys() {
        return false;
    }

    @Override
    protected SampleLayout layout() {
        return new LineLayout();
    }
}
