package io.narrows.log;

/**
 * A stretch in which the JVM itself held up or burdened the process. Times are ns of the run's monotonic clock.
 *
 * @param type what it was
 * @param startNs start
 * @param endNs end, not before the start
 * @param cause why, in the JVM's words; may be empty
 * @param detail a number that belongs to the type; 0 where there is none
 */
public record Pause(Type type, long startNs, long endNs, String cause, long detail) implements LogDocument {

    /** What it was. The order of the constants is part of the log format. */
    public enum Type {
        /** Garbage collection: the application's threads stood still. */
        GC,
        /** Another stop of all threads. */
        SAFEPOINT,
        /** Compilation of code. */
        JIT,
        /** Loading of classes. */
        CLASS_LOADING
    }
}
