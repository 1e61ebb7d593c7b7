package io.narrows.diagnosis;

import io.narrows.analysis.StageStatistics;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a stage does, as far as its name and segment tell. Everything but {@link #WORK} and {@link #WAIT} is side work: it is not
 * what the service is for, and can usually be cut, moved off the request's way, or kept.
 */
enum Role {
    /** Waiting for a worker. */
    WAIT,
    /** Waiting for a lock. */
    LOCK,
    /** Texts to tokens. */
    TOKENIZE,
    /** Objects to bytes or back. */
    SERIALIZE,
    /** Bytes to fewer bytes or back. */
    COMPRESS,
    /** Getting the data that a model works on. */
    LOAD,
    /** Anything else. */
    WORK;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z]+");
    private static final Set<String> WAITS = Set.of("queue", "queued", "wait", "waiting", "queueing");
    private static final Set<String> LOCKS = Set.of("lock", "mutex", "monitor", "semaphore");
    private static final Set<String> SERIALIZES = Set.of(
            "encode",
            "decode",
            "serialize",
            "deserialize",
            "serialise",
            "deserialise",
            "marshal",
            "unmarshal",
            "json",
            "parse",
            "protobuf");
    private static final Set<String> COMPRESSES = Set.of(
            "compress", "decompress", "gzip", "gunzip", "zip", "unzip", "deflate", "inflate", "zstd", "lz", "snappy");
    private static final Set<String> LOADS =
            Set.of("load", "loading", "fetch", "prefetch", "read", "data", "shard", "open");

    /** The role of a stage. */
    static Role of(StageStatistics stage) {
        return of(stage.name(), stage.segment());
    }

    /** The role of a stage with this name in this segment. */
    static Role of(String stage, String segment) {
        String name = stage.toLowerCase(Locale.ROOT);
        if (name.contains("tokeni")) {
            return TOKENIZE;
        }
        Role role = WORK;
        for (String word : BETWEEN_WORDS.split(name, -1)) {
            if (LOCKS.contains(word)) {
                return LOCK;
            } else if (WAITS.contains(word)) {
                return WAIT;
            } else if (segment.equals("COMPUTE")) {
                role = WORK; // the encoder of a model writes no JSON
            } else if (COMPRESSES.contains(word)) {
                role = COMPRESS;
            } else if (SERIALIZES.contains(word) && role == WORK) {
                role = SERIALIZE;
            } else if (LOADS.contains(word) && segment.equals("DATA") && role == WORK) {
                role = LOAD;
            }
        }
        return role;
    }

    /** Whether a request does nothing itself in such a stage. */
    boolean waits() {
        return this == WAIT || this == LOCK;
    }
}
