package io.narrows.server.warmup;

import io.narrows.server.model.ModelInfo;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Inference requests as clients send them: mostly one text, now and then several; from a few words to long; with and without
 * the caller's trace; every other one new, so that a server that keeps answers both finds and computes. The same sequence
 * every time. Not thread-safe.
 */
final class Requests {
    private static final String[] WORDS = {
        "where", "does", "the", "time", "of", "a", "slow", "request", "go", "queue", "model", "batch", "loader",
        "waits", "for"
    };
    private static final int SEVERAL_EVERY = 8;
    private static final int SEVERAL = 3;
    private static final int MOST_WORDS = 24;
    private static final int TRACED_EVERY = 3;

    private final String path;
    private final String input;
    private final Random random = new Random(1);
    private int made;
    private byte[] last = new byte[0];

    Requests(ModelInfo model) {
        path = "/v2/models/" + model.name() + "/infer";
        input = model.inputs().get(0).name();
    }

    /** The next one, head and body. */
    byte[] next() {
        if (made++ % 2 == 0) {
            last = LoopbackClient.post(
                    path, made % TRACED_EVERY == 0 ? "" : trace(), body(made % SEVERAL_EVERY == 1 ? SEVERAL : 1));
        }
        return last;
    }

    private String trace() {
        return "traceparent: 00-%016x%016x-%016x-01\r\n"
                .formatted(random.nextLong() | 1, random.nextLong(), random.nextLong() | 1);
    }

    private byte[] body(int texts) {
        StringBuilder body = new StringBuilder("{\"id\":\"warm-up\",\"inputs\":[{\"name\":\"")
                .append(input)
                .append("\",\"shape\":[")
                .append(texts)
                .append("],\"datatype\":\"BYTES\",\"data\":[");
        for (int i = 0; i < texts; i++) {
            body.append(i == 0 ? "\"" : ",\"");
            int words = 1 + random.nextInt(MOST_WORDS);
            for (int word = 0; word < words; word++) {
                body.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            body.append(made).append('"');
        }
        return body.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
