package io.narrows.data;

/** What becomes of a sample that cannot be read, decoded or transformed. */
public enum FaultPolicy {
    /** {@link Loader#next} throws {@link LoaderException} at its place; what comes before it is delivered. */
    FAIL,
    /** It is left out and counted in {@link Loader#faults}. */
    SKIP,
    /** As {@link #SKIP}; it is also written, with the reason, to the file of {@link LoaderBuilder#quarantine}. */
    QUARANTINE
}
