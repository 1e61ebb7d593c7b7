package io.narrows.data.profile;

import java.util.Locale;

/** Why a consumer waited for data. The times of all causes add up to the wait, to the nanosecond. */
public enum WaitCause {
    /** The chunk it waited for was being opened or read. */
    IO(0),
    /** The chunk was being decompressed, decoded or transformed, or stood in line for a worker that does so. */
    CPU(1),
    /** The worker that had the chunk was ready to run and had no core, as the kernel counted it. */
    NO_FREE_CORE(2),
    /** The garbage collector had stopped all threads. */
    GC(3),
    /** Other data was ready, but not what comes next in the order. */
    HEAD_OF_LINE(4),
    /** The chunk was the first of its worker: classes were loaded, files opened, buffers filled for the first time. */
    COLD_START(5),
    /** The worker that then took the chunk up had been held back: by the bound on bytes or by a full queue. */
    BACK_PRESSURE(6),
    /** The chunk was there, or a worker free to take it up, and the thread concerned had not woken up yet. */
    HAND_OVER(7),
    /** None of these. */
    UNEXPLAINED(8);

    private final int number;

    WaitCause(int number) {
        this.number = number;
    }

    /** From 0 on without gaps; where its time is kept in arrays. */
    int number() {
        return number;
    }

    /** As texts, JSON, meters and attributes spell it: {@code no_free_core}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
