package io.narrows.data.profile;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long the garbage collector has stopped all threads so far. */
@FunctionalInterface
interface StoppedTime {
    /** In ns since the JVM started, as finely as the source tells. */
    long ns();

    /**
     * As the collectors' beans tell, in whole milliseconds, at the end of each collection. Beans of a collector's concurrent work
     * are left out: threads run meanwhile.
     */
    static StoppedTime ofThisJvm() {
        List<GarbageCollectorMXBean> beans = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean ->
                        !bean.getName().contains("Cycles") && !bean.getName().contains("Concurrent"))
                .toList();
        return () -> {
            long ms = 0;
            for (int i = 0; i < beans.size(); i++) {
                ms += Math.max(0, beans.get(i).getCollectionTime());
            }
            return TimeUnit.MILLISECONDS.toNanos(ms);
        };
    }
}
