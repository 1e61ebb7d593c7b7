package io.narrows.data.pipeline;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Bytes that a thread has allocated so far, as the JVM counts them for the asking of some tens of ns. */
final class Allocated {
    private static final @Nullable ThreadMXBean THREADS = threads();

    private Allocated() {}

    private static @Nullable ThreadMXBean threads() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled()
                ? threads
                : null;
    }

    /** Whether this JVM counts them. */
    static boolean known() {
        return THREADS != null;
    }

    /** By the calling thread; 0 where the JVM does not count. */
    static long byThisThread() {
        ThreadMXBean threads = THREADS;
        return threads == null ? 0 : threads.getCurrentThreadAllocatedBytes();
    }
}
