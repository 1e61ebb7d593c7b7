package io.narrows.environment;

import io.narrows.log.Pause;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;

/**
 * Makes {@link Pause} documents of the events of a stream, which come in the order of their ends. Used by the stream's
 * thread, and by another only after that has ended.
 */
final class PauseEvents {
    static final String COMPILATION = "jdk.Compilation";
    static final String CLASS_LOAD = "jdk.ClassLoad";
    static final String CODE_CACHE_FULL = "jdk.CodeCacheFull";

    private static final String GC_PAUSE = "jdk.GCPhasePause";
    private static final String COLLECTION = "jdk.GarbageCollection";
    private static final String SAFEPOINT_BEGIN = "jdk.SafepointBegin";
    private static final String SAFEPOINT_END = "jdk.SafepointEnd";
    private static final String VM_OPERATION = "jdk.ExecuteVMOperation";

    /** What all stops of the threads are put together from. */
    static final List<String> STOPS = List.of(GC_PAUSE, COLLECTION, SAFEPOINT_BEGIN, SAFEPOINT_END, VM_OPERATION);

    private static final long GAP_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAST_WORK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ClockMap map = new ClockMap();
    private final GcPauses gc;
    private final Safepoints safepoints;
    private final Bursts compilations;
    private final Bursts classes;
    private final Consumer<? super Pause> sink;

    PauseEvents(Consumer<? super Pause> sink) {
        this.sink = sink;
        gc = new GcPauses(sink);
        safepoints = new Safepoints(sink);
        compilations = new Bursts(
                GAP_NS,
                LONGEST_NS,
                LEAST_WORK_NS,
                (start, end, longest, events, workNs) ->
                        sink.accept(new Pause(Pause.Type.JIT, start, end, longest, workNs)));
        classes = new Bursts(
                GAP_NS,
                LONGEST_NS,
                LEAST_WORK_NS,
                (start, end, longest, events, workNs) ->
                        sink.accept(new Pause(Pause.Type.CLASS_LOADING, start, end, longest, events)));
    }

    /** Lets it be called for the events of the stream. */
    void subscribe(EventStream stream) {
        on(stream, GC_PAUSE, event -> {
            long start = start(event);
            long end = end(event);
            safepoints.gcPause(start, end);
            gc.pause(event.getInt("gcId"), start, end, text(event, "name"));
        });
        on(stream, COLLECTION, event -> gc.collection(event.getInt("gcId"), text(event, "name"), text(event, "cause")));
        on(stream, SAFEPOINT_BEGIN, event -> safepoints.begun(event.getLong("safepointId"), start(event), end(event)));
        on(stream, VM_OPERATION, event -> {
            if (event.getBoolean("safepoint")) {
                safepoints.operation(event.getLong("safepointId"), text(event, "operation"));
            }
        });
        on(stream, SAFEPOINT_END, event -> safepoints.ended(event.getLong("safepointId"), end(event)));
        on(stream, COMPILATION, event -> compilations.event(start(event), end(event), () -> compiled(event)));
        on(stream, CLASS_LOAD, event -> classes.event(start(event), end(event), () -> loaded(event)));
        on(stream, CODE_CACHE_FULL, event -> {
            long at = start(event);
            sink.accept(new Pause(Pause.Type.JIT, at, at, "code cache full", event.getInt("fullCount")));
        });
    }

    private void on(EventStream stream, String name, Consumer<RecordedEvent> then) {
        stream.onEvent(name, event -> {
            if (map.known()) {
                then.accept(event);
            }
        });
    }

    /** The same moment by both clocks. */
    void mark(RecordedEvent mark) {
        map.mark(ns(mark.getStartTime()), mark.getLong("clockNs"));
    }

    /** No event that ended before so many seconds will come. */
    void upTo(long nowNs) {
        long settled = nowNs - TimeUnit.SECONDS.toNanos(2);
        gc.upTo(settled);
        compilations.upTo(settled);
        classes.upTo(settled);
    }

    /** Nothing more will come. */
    void tellAll() {
        gc.tellAll();
        compilations.tell();
        classes.tell();
    }

    private long start(RecordedEvent event) {
        return map.clockNs(ns(event.getStartTime()));
    }

    private long end(RecordedEvent event) {
        return map.clockNs(ns(event.getEndTime()));
    }

    private static long ns(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "" : text;
    }

    private static String compiled(RecordedEvent event) {
        RecordedMethod method = event.getValue("method");
        String name = method == null ? "?" : method.getType().getName() + "::" + method.getName();
        return text(event, "compiler") + " " + name;
    }

    private static String loaded(RecordedEvent event) {
        RecordedClass loaded = event.getClass("loadedClass");
        return loaded == null ? "?" : loaded.getName();
    }
}
