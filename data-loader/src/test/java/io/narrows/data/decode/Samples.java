package io.narrows.data.decode;

import io.narrows.data.shard.RawSample;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Samples as a cursor shows them: fields somewhere in an array that holds other bytes too. */
final class Samples {
    private Samples() {}

    /** A sample of one field, with other bytes before and behind it. */
    static RawSample of(String field, byte[] content) {
        RawSample sample = new RawSample();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{{{".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(content);
        bytes.writeBytes("}]'9".getBytes(StandardCharsets.UTF_8));
        sample.begin("key", 0, bytes.toByteArray());
        sample.add(field, 3, content.length);
        return sample;
    }

    static RawSample of(String field, String content) {
        return of(field, content.getBytes(StandardCharsets.UTF_8));
    }

    static RawSample of(String first, String firstContent, String second, String secondContent) {
        byte[] a = firstContent.getBytes(StandardCharsets.UTF_8);
        byte[] b = secondContent.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(a);
        bytes.writeBytes(b);
        RawSample sample = new RawSample();
        sample.begin("key", 0, bytes.toByteArray());
        sample.add(first, 0, a.length);
        sample.add(second, a.length, b.length);
        return sample;
    }
}
