package io.narrows.server.http;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.narrows.profiler.TraceListener;
import io.narrows.profiler.micrometer.MicrometerListener;
import io.narrows.profiler.micrometer.TraceExemplars;
import io.narrows.server.caching.RowObserver;
import io.narrows.server.model.ModelInfo;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The server's meters, in the form that Prometheus reads. Thread-safe. */
public final class ServerMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new TraceExemplars());
    private final Map<String, Counter> requests = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Timer infer;
    private final DistributionSummary batchSize;
    private final Counter tokens;
    private final Counter paddedTokens;
    private volatile @Nullable KnownTextMeters known;

    /** Makes the meters. */
    public ServerMetrics() {
        infer = Timer.builder("narrows.infer")
                .description("Answered inference requests, from head to response written")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        batchSize = DistributionSummary.builder("narrows.batch.size")
                .description("Texts in a batch")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
                .register(registry);
        tokens = Counter.builder("narrows.tokens")
                .description("Tokens that went through the model")
                .register(registry);
        paddedTokens = Counter.builder("narrows.tokens.padded")
                .description("The same with padding")
                .register(registry);
        Gauge.builder("narrows.requests.in.flight", inFlight, AtomicInteger::get)
                .description("Requests between head and response")
                .register(registry);
    }

    /** Shows the length of a queue. */
    public void queue(String name, IntSupplier waiting) {
        Gauge.builder("narrows.queue.waiting", waiting::getAsInt)
                .description("Requests that wait")
                .tag("queue", name)
                .register(registry);
    }

    /** The meters of one form of a model. */
    ModelMetrics ofModel(ModelInfo info) {
        return new ModelMetrics(registry, tags(info), BUCKETS);
    }

    private static Tags tags(ModelInfo info) {
        return Tags.of("model", info.name(), "version", info.version(), "variant", info.variant());
    }

    /**
     * Adds the meters of known texts; a server that knows none has none of them.
     *
     * @return what counts them
     */
    public RowObserver ofKnownTexts() {
        KnownTextMeters meters = new KnownTextMeters(registry);
        known = meters;
        return meters;
    }

    /** A request was answered well, on a server that knows texts. */
    void inferredFromKnown(int outcome, long totalNs) {
        KnownTextMeters meters = known;
        if (meters != null) {
            meters.inferred(outcome, totalNs);
        }
    }

    /**
     * Adds the meters of a cache.
     *
     * @param bytes what it takes
     * @param entries the rows that it holds
     */
    public void cache(LongSupplier bytes, LongSupplier entries) {
        Gauge.builder("narrows.cache.bytes", bytes::getAsLong)
                .description("What the rows in the cache and the tokens of their texts take, bookkeeping included")
                .register(registry);
        Gauge.builder("narrows.cache.entries", entries::getAsLong)
                .description("Rows in the cache")
                .register(registry);
    }

    /** The meters of the batches of one form of a model. */
    public BatchMeters batches(ModelInfo info) {
        return new BatchMeters(registry, tags(info), facts -> {
            batchSize.record(facts.texts());
            tokens.increment((double) facts.tokens());
            paddedTokens.increment((double) facts.paddedTokens());
        });
    }

    void begun() {
        inFlight.incrementAndGet();
    }

    /** A request is done with; status 0 when its client went away before the answer. */
    void ended(String target, int status) {
        inFlight.decrementAndGet();
        requests.computeIfAbsent(target + " " + status, key -> Counter.builder("narrows.requests")
                        .description("Requests by target and status; status 0 when the client went away")
                        .tag("target", target)
                        .tag("status", String.valueOf(status))
                        .register(registry))
                .increment();
    }

    /** An inference request was answered well. */
    void inferred(long totalNs) {
        infer.record(totalNs, TimeUnit.NANOSECONDS);
    }

    /**
     * Adds the meters that come from recorded requests, their stages above all. They are the profiler's, so a server that
     * records nothing has none of them.
     *
     * @return what to give to the profiler's configuration
     */
    public TraceListener ofTraces() {
        return new MicrometerListener(registry);
    }

    /** All meters as text. */
    String scrape(MetricsFormat format) {
        return registry.scrape(format.contentType());
    }
}
