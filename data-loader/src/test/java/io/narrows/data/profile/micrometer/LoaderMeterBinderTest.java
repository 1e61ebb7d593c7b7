package io.narrows.data.profile.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.narrows.data.profile.ChunkTimes;
import io.narrows.data.profile.LoaderFigures;
import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.profile.LoaderStages;
import io.narrows.data.profile.WorkerClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoaderMeterBinderTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final LoaderMeters meters =
            LoaderMeters.start(LoaderStages.of(List.of(List.of(), List.of("resize"))), 1, shard -> "s");

    private LoaderFigures figures() {
        asked.incrementAndGet();
        return meters.figures();
    }

    private void batch(int samples) {
        try (WorkerClock worker = meters.worker(0)) {
            meters.consumer().asked();
            meters.consumer().waits();
            ChunkTimes chunk = new ChunkTimes();
            worker.begin(chunk, LoaderStages.DECODE);
            worker.end(samples, 10L * samples);
            meters.consumer().took(chunk, Long.MAX_VALUE);
            meters.consumer().delivered(samples, 10L * samples);
        }
    }

    @Test
    void countersAddUpToTheFigures() {
        meters.queue("ready", 4, 1 << 20).added(500);
        batch(7);
        try (LoaderMeterBinder binder = new LoaderMeterBinder(registry, "train", this::figures, nowNs::get)) {
            assertEquals(
                    7, registry.get("narrows.loader.samples").functionCounter().count());
            assertEquals(
                    70, registry.get("narrows.loader.decoded").functionCounter().count());
            double waited = registry.get("narrows.loader.wait").functionCounters().stream()
                    .mapToDouble(FunctionCounter::count)
                    .sum();
            assertEquals(meters.counts().consumer().waitNs() / 1e9, waited, 1e-9);
            assertTrue(registry.get("narrows.loader.stage.time")
                            .tag("stage", "decode")
                            .functionCounter()
                            .count()
                    > 0);
            assertEquals(
                    500,
                    registry.get("narrows.loader.queue.held")
                            .tag("queue", "ready")
                            .gauge()
                            .value());
            assertEquals(
                    0,
                    registry.get("narrows.loader.workers")
                            .tag("group", "resize")
                            .gauge()
                            .value());
            assertFalse(registry.get("narrows.loader.first.batch").gauge().value() < 0);
        }
        assertEquals(List.of(), registry.getMeters(), "closed: taken out");
    }

    @Test
    void figuresAreTakenOnceASecondHoweverManyMetersAreRead() {
        try (LoaderMeterBinder binder = new LoaderMeterBinder(registry, "train", this::figures, nowNs::get)) {
            registry.getMeters().forEach(meter -> meter.measure().forEach(one -> one.getValue()));
            assertEquals(1, asked.get());
            batch(3);
            assertEquals(
                    0, registry.get("narrows.loader.samples").functionCounter().count());
            nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertEquals(
                    3, registry.get("narrows.loader.samples").functionCounter().count());
            assertEquals(2, asked.get());
        }
    }
}
