package io.narrows.diagnosis;

import io.narrows.analysis.StageStatistics;
import java.util.Locale;

/**
 * What to try for a stage; names a setting or a call wherever there is one. Settings are those of the reference server,
 * whose stages have these names; in another service they name the kind of setting to look for.
 */
final class Suggestions {

    static final String TOKENIZE =
            "Tokenize on more threads (reference server: `prepare.threads`), cut texts to what the "
                    + "model reads before tokenizing them, or keep the tokens of texts that repeat.";

    static final String PADDING =
            "Put requests of similar length into one batch, so that short texts are not computed at "
                    + "the length of the longest; or form smaller batches (reference server: `batching.max-size`).";

    private Suggestions() {}

    static String forStage(StageStatistics stage) {
        String name = stage.name().toLowerCase(Locale.ROOT);
        if (StageDetectors.isQueue(stage)) {
            return forWait(name);
        }
        if (name.contains("batch") || name.contains("assemble")) {
            return "Reuse the buffers of a batch, and copy each request into its place as it arrives.";
        }
        if (name.contains("encode") || name.contains("write") || name.contains("read") || name.contains("decode")) {
            return "Look at the size of bodies: numbers in binary form are several times smaller than in JSON.";
        }
        return switch (stage.segment()) {
            case "COMPUTE" ->
                "Compare engines, precisions and threads on this machine (reference server: `model.engine`, "
                        + "`model.intra-op-threads`), and check the answers with `narrows golden check` after each change.";
            case "DATA" -> "Take the work off the request's way: do it ahead of time, in parallel, or keep its result.";
            default ->
                "Look into the code of this stage, or split it into stages of its own to see which part takes long.";
        };
    }

    /** Waiting is a symptom: what to do depends on what is waited for. */
    private static String forWait(String name) {
        if (name.startsWith("prepare")) {
            return "Waiting is a symptom: decode and tokenize on more threads (reference server: `prepare.threads`) where a "
                    + "core is free, or make these stages faster.";
        }
        if (name.startsWith("encode")) {
            return "Waiting is a symptom: encode on more threads (reference server: `encode.threads`) where a core is free, "
                    + "or send fewer bytes.";
        }
        return "Waiting is a symptom: make the stages behind the queue faster, let one forward serve more requests (reference "
                + "server: `batching.max-size`), add a worker where a core is free (`batching.workers`), or send less.";
    }
}
