package io.narrows.data.pack;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.jsonl.JsonLinesFormat;
import java.io.IOException;
import java.io.OutputStream;

/** Writes samples of one JSON text each as lines. Keys are not written: lines have numbers. */
final class LineOutput implements SampleOutput {
    private final OutputStream out;

    LineOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public long bytes(String key, RawSample sample) {
        if (sample.fields() != 1 || !sample.name(0).equals(JsonLinesFormat.FIELD)) {
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < sample.fields(); i++) {
                names.append(i == 0 ? "" : ", ").append(sample.name(i));
            }
            throw new IllegalArgumentException("sample " + key + " has the fields [" + names
                    + "]; JSON Lines hold the field " + JsonLinesFormat.FIELD + " and no other");
        }
        byte[] array = sample.array();
        int from = sample.offset(0);
        int end = from + sample.length(0);
        int at = from;
        while (at < end && array[at] <= ' ' && array[at] >= 0) {
            at++;
        }
        if (at == end) {
            throw new IllegalArgumentException("sample " + key + " is white space, which is no line");
        }
        return sample.length(0) + 1L;
    }

    /** A line's end inside JSON can only be white space: in a text it is written as an escape. */
    @Override
    public int write(String key, RawSample sample) throws IOException {
        byte[] array = sample.array();
        int end = sample.offset(0) + sample.length(0);
        int from = sample.offset(0);
        for (int i = from; i < end; i++) {
            if (array[i] == '\n' || array[i] == '\r') {
                out.write(array, from, i - from);
                out.write(' ');
                from = i + 1;
            }
        }
        out.write(array, from, end - from);
        out.write('\n');
        return 0;
    }

    @Override
    public int endBytes() {
        return 0;
    }

    @Override
    public void end() {}

    @Override
    public byte[] otherIndex() {
        return new byte[0];
    }

    @Override
    public String otherIndexName(String shard) {
        return "";
    }
}
