package io.narrows.data.profile;

/** What a stage of the loader does, and so what its time is the price of. */
public enum StageKind {
    /** Opening a shard. */
    OPEN(WaitCause.IO),
    /** Reading bytes, from a disk, the page cache or a network. */
    READ(WaitCause.IO),
    /** Decompressing them. */
    DECOMPRESS(WaitCause.CPU),
    /** Making an object of a sample's bytes. */
    DECODE(WaitCause.CPU),
    /** Code of the user's. */
    TRANSFORM(WaitCause.CPU);

    private final WaitCause cause;

    StageKind(WaitCause cause) {
        this.cause = cause;
    }

    /** Why a consumer waits while the chunk that it needs is in such a stage. */
    public WaitCause cause() {
        return cause;
    }
}
