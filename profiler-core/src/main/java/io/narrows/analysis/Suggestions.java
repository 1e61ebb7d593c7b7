package io.narrows.analysis;

import java.util.Locale;

/** What to try for a stage; names a setting or a call wherever there is one. */
final class Suggestions {

    static final String SATURATION =
            "Waiting is a symptom: make the stages behind the queue faster, form larger batches "
                    + "so that one forward serves more requests, add a worker where a core is free, or send less.";

    static final String TOKENIZE = "Tokenize on worker threads beside the forward, cut the text to the tokens that the "
            + "model uses before tokenizing, or keep the tokens of repeated texts.";

    static final String PADDING =
            "Batch requests of similar length together, so that short texts are not computed at the "
                    + "length of the longest.";

    private Suggestions() {}

    static String forStage(StageStatistics stage) {
        String name = stage.name().toLowerCase(Locale.ROOT);
        if (name.contains("batch") || name.contains("assemble")) {
            return "Reuse the batch's buffers, and copy each request into its place as it arrives.";
        }
        if (name.contains("encode") || name.contains("write") || name.contains("read") || name.contains("decode")) {
            return "Look at the size of bodies: a binary tensor form is several times smaller than JSON numbers.";
        }
        return switch (stage.segment()) {
            case "COMPUTE" ->
                "Compare engines and precisions, and the number of intra-operator threads, on this machine; "
                        + "check the answers with `narrows golden check` after each change.";
            case "DATA" ->
                "Move the work off the request's way: do it once ahead of time, in parallel, or cache its result.";
            default -> "Profile the code in this stage; it runs between the measured work and the network.";
        };
    }
}
