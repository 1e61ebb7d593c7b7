package io.narrows.environment;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time of the threads behind a stream of JFR: the one that started it, the stream's own, and JFR's recorder and
 * timer unless the host uses JFR too and they work for it. What JFR does inside the threads that it observes is not seen.
 * Thread-safe.
 */
final class JfrThreads {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final boolean supported = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
    private final boolean recorderToo;
    private volatile long startingNs;
    private volatile long streamId;
    private volatile @Nullable Thread stream;
    private volatile long[] recorderIds = {};
    private long lastNs;

    JfrThreads(boolean recorderToo) {
        this.recorderToo = recorderToo;
    }

    /** Called by the thread that started the stream. */
    void started() {
        if (!supported) {
            return;
        }
        startingNs = Math.max(0, threads.getCurrentThreadCpuTime());
        if (recorderToo) {
            long[] ids = threads.getAllThreadIds();
            ThreadInfo[] infos = threads.getThreadInfo(ids);
            long[] found = new long[ids.length];
            int count = 0;
            for (ThreadInfo info : infos) {
                if (info != null
                        && (info.getThreadName().equals("JFR Recorder Thread")
                                || info.getThreadName().equals("JFR Periodic Tasks"))) {
                    found[count++] = info.getThreadId();
                }
            }
            recorderIds = java.util.Arrays.copyOf(found, count);
        }
    }

    /** Called by the stream's thread. */
    @SuppressWarnings("deprecation") // threadId() came with 19
    void streaming() {
        if (streamId == 0) {
            stream = Thread.currentThread();
            streamId = Thread.currentThread().getId();
        }
    }

    /** Whether the stream's thread may still call. */
    boolean streamAlive() {
        Thread thread = stream;
        return thread != null && thread.isAlive() && thread != Thread.currentThread();
    }

    /** So far, ns; a thread that has ended counts with what it was seen to have taken. */
    synchronized long cpuNs() {
        long ns = startingNs + cpuNs(streamId);
        for (long id : recorderIds) {
            ns += cpuNs(id);
        }
        lastNs = Math.max(lastNs, ns);
        return lastNs;
    }

    private long cpuNs(long id) {
        return supported && id > 0 ? Math.max(0, threads.getThreadCpuTime(id)) : 0;
    }
}
