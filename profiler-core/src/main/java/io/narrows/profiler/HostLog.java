package io.narrows.profiler;

/** Speaks through the host's logger, which is not ours and may throw: that must end neither the drainer nor a caller. */
final class HostLog {
    private HostLog() {}

    /** Lets a line be logged; what is thrown meanwhile is dropped, since there is nobody else to tell. */
    static void say(Runnable line) {
        try {
            line.run();
        } catch (Throwable e) {
            // the logger itself is what failed
        }
    }
}
