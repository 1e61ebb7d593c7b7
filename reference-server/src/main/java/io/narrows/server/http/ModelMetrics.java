package io.narrows.server.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The meters of one form of one model. Thread-safe. */
final class ModelMetrics {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer infer;
    private final Map<Integer, Counter> requests = new ConcurrentHashMap<>();

    ModelMetrics(MeterRegistry registry, Tags tags, Duration[] buckets) {
        this.registry = registry;
        this.tags = tags;
        infer = Timer.builder("narrows.model.infer")
                .description("Answered inference requests by model, from head to response written")
                .tags(tags)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    /** Shows how many requests wait for the model. */
    void waiting(IntSupplier waiting) {
        Gauge.builder("narrows.model.waiting", waiting::getAsInt)
                .description("Requests that wait for a worker of the model")
                .tags(tags)
                .register(registry);
    }

    /** A request is done with; status 0 when its client went away before the answer. */
    void ended(int status) {
        requests.computeIfAbsent(status, key -> Counter.builder("narrows.model.requests")
                        .description("Inference requests by model and status; status 0 when the client went away")
                        .tags(tags)
                        .tag("status", String.valueOf(status))
                        .register(registry))
                .increment();
    }

    /** A request was answered well. */
    void inferred(long totalNs) {
        infer.record(totalNs, TimeUnit.NANOSECONDS);
    }
}
