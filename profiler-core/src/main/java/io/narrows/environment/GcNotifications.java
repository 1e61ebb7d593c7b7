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
 * Pauses of the garbage collectors as their beans tell them, where there is no flight recorder. In whole ms, by a clock
 * whose origin the JVM does not tell: it is taken from the notification that came soonest after its collection, so that
 * times are late by what that one needed.
 */
final class GcNotifications implements PauseSource {
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<NotificationEmitter> emitters = new ArrayList<>();
    private final Consumer<? super Pause> sink;
    private final LongSupplier clock;
    private long originNs = Long.MAX_VALUE;
    private final NotificationListener listener = this::notified;
    private final List<GarbageCollectorMXBean> beans = new ArrayList<>();
    private long due;
    private long come;

    private GcNotifications(LongSupplier clock, Consumer<? super Pause> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    static GcNotifications start(LongSupplier clock, Consumer<? super Pause> sink) {
        GcNotifications notifications = new GcNotifications(clock, sink);
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            // Cycles of a concurrent collector are not pauses; those have a bean of their own.
            if (bean instanceof NotificationEmitter emitter && !bean.getName().contains("Cycles")) {
                notifications.emitters.add(emitter);
                notifications.beans.add(bean);
                Long before = Math.max(0, bean.getCollectionCount());
                notifications.due -= before;
                emitter.addNotificationListener(notifications.listener, null, before);
            }
        }
        return notifications;
    }

    private void notified(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GarbageCollectionNotificationInfo collection =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            boolean late = collection.getGcInfo().getId() <= (Long) handback; // ended before this was there
            tell(collection.getGcInfo(), collection.getGcName() + ": " + collection.getGcCause(), late);
        }
    }

    private synchronized void tell(GcInfo info, String cause, boolean late) {
        long startNs = TimeUnit.MILLISECONDS.toNanos(info.getStartTime());
        long endNs = TimeUnit.MILLISECONDS.toNanos(info.getEndTime());
        originNs = Math.min(originNs, clock.getAsLong() - endNs);
        sink.accept(new Pause(Pause.Type.GC, originNs + startNs, originNs + endNs, cause, info.getId()));
        come += late ? 0 : 1;
        notifyAll();
    }

    /* Notifications come a little after their collection. */
    private synchronized void awaitPending(long deadlineNs) {
        for (GarbageCollectorMXBean bean : beans) {
            due += Math.max(0, bean.getCollectionCount());
        }
        long untilNs = Math.min(deadlineNs, System.nanoTime() + PATIENCE_NS);
        for (long left = untilNs - System.nanoTime(); come < due && left > 0; left = untilNs - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
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
        awaitPending(deadlineNs);
        for (NotificationEmitter emitter : emitters) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (JMException e) {
                // it is gone already
            }
        }
    }
}
