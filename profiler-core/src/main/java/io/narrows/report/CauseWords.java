package io.narrows.report;

import io.narrows.analysis.accounting.CauseType;
import io.narrows.analysis.accounting.PartType;

/** The kinds of parts and causes in words, and the few colours that stand for them. */
final class CauseWords {

    private CauseWords() {}

    static String of(PartType type) {
        return switch (type) {
            case OWN -> "own work";
            case SHARE -> "own share of a batch";
            case BATCH_MATES -> "batch-mates";
            case PADDING -> "padding";
            case BATCH_FILL -> "waiting for the batch to fill";
            case HEAD_OF_LINE -> "behind earlier ones";
            case HAND_OVER -> "handed over late";
            case COALESCED -> "waiting for an equal request";
            case UNACCOUNTED -> "in no stage";
        };
    }

    static String of(CauseType type) {
        return switch (type) {
            case GC -> "garbage collection";
            case SAFEPOINT -> "other stops of the JVM";
            case NO_FREE_CORE -> "no free core";
            case THROTTLED -> "throttled by the container";
            case STOLEN -> "core taken by the hypervisor";
            case MAJOR_FAULT -> "pages read from disk";
            case COLD_SHAPE -> "first of its shape";
            case JIT -> "compilation beside";
            case CLASS_LOADING -> "class loading beside";
            case BLOCKED_BY_OTHER_STAGE -> "blocked by another stage";
            case HEAD_OF_LINE -> "behind earlier ones";
        };
    }

    /** CSS class: one colour for work, one for what a batch adds to it, one for waiting. */
    static String css(PartType type) {
        return switch (type) {
            case OWN, SHARE -> "own";
            case BATCH_MATES, PADDING -> "mates";
            case BATCH_FILL, HEAD_OF_LINE, HAND_OVER, COALESCED -> "wait";
            case UNACCOUNTED -> "NONE";
        };
    }
}
