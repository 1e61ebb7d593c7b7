package io.narrows.server.config;

import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import java.time.Duration;

/** The section {@code batching} as what the batcher and the recorded run take. Holds no state. */
public final class BatchingConfig {
    private BatchingConfig() {}

    /** The rules by which batches are formed. */
    public static BatchRules rules(ServerConfig config) {
        return new BatchRules(
                mode(config),
                config.get(Keys.BATCHING_MAX_SIZE),
                config.get(Keys.BATCHING_DELAY).toNanos(),
                config.get(Keys.BATCHING_LATENCY_GOAL).toNanos());
    }

    /** Most requests in a batch. */
    public static int mostInBatch(ServerConfig config) {
        return mode(config) == BatchingMode.OFF ? 1 : config.get(Keys.BATCHING_MAX_SIZE);
    }

    /** How long a free worker waits for a batch to fill. */
    public static Duration delay(ServerConfig config) {
        return mode(config) == BatchingMode.FIXED ? config.get(Keys.BATCHING_DELAY) : Duration.ZERO;
    }

    private static BatchingMode mode(ServerConfig config) {
        return BatchingMode.of(config.get(Keys.BATCHING_MODE));
    }
}
