package io.narrows.environment;

import java.util.concurrent.TimeUnit;

/** Whether the JVM is ending, when JFR ends by itself, at the same time as the host's own hooks run. */
final class JvmEnd {
    private JvmEnd() {}

    /** Whether hooks run already. */
    static boolean near() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) { // that is how it says so
            return true;
        }
    }

    /** Waits for JFR's own hook, up to a deadline by {@link System#nanoTime()}, so that it does not write what is removed. */
    static void awaitJfr(long deadlineNs) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (thread.getName().startsWith("JFR Shutdown Hook") && leftMs > 0) {
                try {
                    thread.join(leftMs);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
