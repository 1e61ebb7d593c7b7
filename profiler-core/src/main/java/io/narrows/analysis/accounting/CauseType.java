package io.narrows.analysis.accounting;

/** What holds requests up, whatever stage they are in. */
public enum CauseType {
    /** Stopped for garbage collection. */
    GC,
    /** Stopped by the JVM for another reason. */
    SAFEPOINT,
    /** Ready to run, and no processor was free. */
    NO_FREE_CORE,
    /** Held back by the limit of a control group. */
    THROTTLED,
    /** The host gave the processor to another guest. */
    STOLEN,
    /** Waited for pages from disk. */
    MAJOR_FAULT,
    /** The first of its shape: what later ones of the shape did not pay. */
    COLD_SHAPE,
    /** Code was being compiled beside. */
    JIT,
    /** Classes were being loaded beside. */
    CLASS_LOADING,
    /** A thread or lock was held by a stage that is not the one waited for: a blocked event loop, a lock. */
    BLOCKED_BY_OTHER_STAGE,
    /** The workers were busy with earlier requests. */
    HEAD_OF_LINE
}
