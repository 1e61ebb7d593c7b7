package io.narrows.diagnosis;

/**
 * What to try; names a setting or a call wherever there is one. Settings are those of the reference server, whose stages
 * have these names; in another service they name the kind of setting to look for.
 */
final class Suggestions {

    static final String TOKENIZE =
            "Tokenize on more threads (reference server: `prepare.threads`) where a core is free, cut texts to what the "
                    + "model reads before tokenizing them, or keep the tokens of texts that repeat.";

    static final String SERIALIZE =
            "Write numbers in binary form instead of text, reuse buffers, and send only what the client reads; where a core "
                    + "is free, write on more threads (reference server: `encode.threads`, `prepare.threads`).";

    static final String LOAD =
            "Load ahead of time and in parallel, so that the next piece is there when the model is free; keep what is read "
                    + "often in memory.";

    static final String PADDING =
            "Put requests of similar length into one batch, so that short texts are not computed at "
                    + "the length of the longest; or form smaller batches (reference server: `batching.mode: adaptive`, "
                    + "`batching.max-size`).";

    static final String DUPLICATES =
            "Keep answers by their input (reference server: `caching.max-bytes`), and let a request wait for an equal one that "
                    + "is being computed (`caching.coalescing`).";

    private Suggestions() {}

    static String forStage(Evidence.StageShare share) {
        return switch (share.role()) {
            case TOKENIZE -> TOKENIZE;
            case SERIALIZE -> SERIALIZE;
            case LOAD -> LOAD;
            case COMPRESS ->
                "Compress less (a lower level, or nothing below some size), or choose a faster codec such as LZ4 or zstd.";
            default ->
                switch (share.stage().segment()) {
                    case "COMPUTE" ->
                        "Compare engines, precisions and threads on this machine (reference server: `model.engine`, "
                                + "`model.intra-op-threads`), and check the answers with `narrows golden check` after each "
                                + "change.";
                    case "DATA" ->
                        "Take the work off the request's way: do it ahead of time, in parallel, or keep its result.";
                    default ->
                        "Look into the code of this stage, or split it into stages of its own to see which part takes long.";
                };
        };
    }
}
