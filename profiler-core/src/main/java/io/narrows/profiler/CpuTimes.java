package io.narrows.profiler;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/** Processor times so far, in ns; 0 where the JVM does not tell. Called by the drainer. */
interface CpuTimes {
    /** Of the calling thread, which is the drainer. */
    long drainerNs();

    /** Of the threads that read the lanes. */
    long lanesNs();

    /** Of the whole process. */
    long processNs();

    /** As this JVM tells them. */
    static CpuTimes ofThisProcess(LongSupplier lanes) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        boolean known = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return new CpuTimes() {
            @Override
            public long drainerNs() {
                return known ? threads.getCurrentThreadCpuTime() : 0;
            }

            @Override
            public long lanesNs() {
                return lanes.getAsLong();
            }

            @Override
            public long processNs() {
                return system instanceof com.sun.management.OperatingSystemMXBean sun
                        ? Math.max(0, sun.getProcessCpuTime())
                        : 0;
            }
        };
    }
}
