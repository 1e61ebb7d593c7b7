package io.narrows.data.shard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads whole shards into texts that a test can compare: {@code key field=bytes field=bytes}. */
public final class Samples {
    private Samples() {}

    /** All samples; one that cannot be read is its message. Stops where the cursor says that it cannot go on. */
    public static List<String> all(Shard shard) throws IOException, InterruptedException {
        return range(shard, 0, shard.samples());
    }

    public static List<String> range(Shard shard, int from, int to) throws IOException, InterruptedException {
        List<String> samples = new ArrayList<>();
        try (ShardCursor cursor = shard.read(from, to)) {
            while (true) {
                try {
                    if (!cursor.next()) {
                        return samples;
                    }
                    samples.add(text(cursor.sample()));
                } catch (ShardException e) {
                    samples.add("! " + e.getMessage());
                    if (!e.continues()) {
                        return samples;
                    }
                }
            }
        }
    }

    public static String text(RawSample sample) {
        StringBuilder text = new StringBuilder(sample.key());
        for (int i = 0; i < sample.fields(); i++) {
            text.append(' ')
                    .append(sample.name(i))
                    .append('=')
                    .append(new String(sample.copy(i), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
