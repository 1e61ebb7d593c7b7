package io.narrows.environment;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import io.narrows.log.Pause;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Pauses of the garbage collectors as their beans tell them, where there is no flight recorder. In whole ms, by a clock of
 * the JVM that is related to the run's to within about 1 ms.
 */
final class GcNotifications implements PauseSource {
    private static final int READINGS = 64;

    private final List<NotificationEmitter> emitters = new ArrayList<>();
    private final Consumer<? super Pause> sink;
    private final long jvmStartNs;
    private final NotificationListener listener = this::notified;

    private GcNotifications(LongSupplier clock, Consumer<? super Pause> sink) {
        this.sink = sink;
        jvmStartNs = jvmStart(clock);
    }

    static GcNotifications start(LongSupplier clock, Consumer<? super Pause> sink) {
        GcNotifications notifications = new GcNotifications(clock, sink);
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            // Cycles of a concurrent collector are not pauses; those have a bean of their own.
            if (bean instanceof NotificationEmitter emitter && !bean.getName().contains("Cycles")) {
                emitter.addNotificationListener(notifications.listener, null, null);
                notifications.emitters.add(emitter);
            }
        }
        return notifications;
    }

    /* The JVM tells its age in whole ms, rounded down: the least difference of several readings is the closest. */
    private static long jvmStart(LongSupplier clock) {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            long ageMs = ManagementFactory.getRuntimeMXBean().getUptime();
            earliest = Math.min(earliest, clock.getAsLong() - TimeUnit.MILLISECONDS.toNanos(ageMs));
        }
        return earliest;
    }

    private void notified(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GarbageCollectionNotificationInfo collection =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            GcInfo info = collection.getGcInfo();
            sink.accept(new Pause(
                    Pause.Type.GC,
                    jvmStartNs + TimeUnit.MILLISECONDS.toNanos(info.getStartTime()),
                    jvmStartNs + TimeUnit.MILLISECONDS.toNanos(info.getEndTime()),
                    collection.getGcName() + ": " + collection.getGcCause(),
                    info.getId()));
        }
    }

    @Override
    public void mark() {}

    /** Notifications come on a thread of the JVM. */
    @Override
    public long cpuNs() {
        return 0;
    }

    @Override
    public void close(long deadlineNs) {
        for (NotificationEmitter emitter : emitters) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (JMException e) {
                // it is gone already
            }
        }
    }
}
