package io.narrows.data.profile.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.narrows.data.profile.ConsumerFigures;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderFigures;
import io.narrows.data.profile.QueueFigures;
import io.narrows.data.profile.StageTime;
import io.narrows.data.profile.WaitCause;
import io.narrows.profiler.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows a loader's figures in a registry, as meters whose names begin with {@code narrows.loader} and that have the loader's name as
 * the tag {@code loader}. What they show is at most a second old. Close it when the loader is closed, which takes them out of
 * the registry. Thread-safe.
 */
public final class LoaderMeterBinder implements AutoCloseable {
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double S = 1e9;

    private final MeterRegistry registry;
    private final Supplier<LoaderFigures> source;
    private final NanoClock clock;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private @Nullable LoaderFigures latest;
    private long takenNs;

    /**
     * Registers the meters.
     *
     * @param registry the embedder's
     * @param loader name of the loader, by which several are told apart
     * @param figures of the loader, asked at most once a second and only when meters are read
     */
    public LoaderMeterBinder(MeterRegistry registry, String loader, Supplier<LoaderFigures> figures) {
        this(registry, loader, figures, NanoClock.SYSTEM);
    }

    LoaderMeterBinder(MeterRegistry registry, String loader, Supplier<LoaderFigures> figures, NanoClock clock) {
        this.registry = registry;
        this.source = figures;
        this.clock = clock;
        tags = Tags.of("loader", loader);
        consumer();
        LoaderFigures now = figures();
        for (int group = 0; group < now.groups().size(); group++) {
            group(group, now.groups().get(group));
        }
        for (int queue = 0; queue < now.queues().size(); queue++) {
            queue(queue, now.queues().get(queue).name());
        }
        counter("file", "bytes", "Bytes taken from files", tags, f -> f.shards().fileBytes());
        gauge("shard.skew", null, "Largest time of a shard by the median", tags, f -> f.shards()
                .time()
                .maxToMedian());
        gauge(
                "storage.part",
                null,
                "Part of the file bytes that came from storage; below 0 where unknown",
                tags,
                f -> f.storage().fromStorage());
    }

    private void consumer() {
        counter("samples", null, "Samples that the consumer got", tags, f -> f.consumer()
                .samples());
        counter("batches", null, "Batches that the consumer got", tags, f -> f.consumer()
                .batches());
        counter("decoded", "bytes", "Bytes of the samples that the consumer got", tags, f -> f.consumer()
                .bytes());
        for (WaitCause cause : WaitCause.values()) {
            counter(
                    "wait",
                    "seconds",
                    "Time for which the consumer waited for data, by cause",
                    tags.and("cause", cause.word()),
                    f -> f.consumer().causes().getOrDefault(cause, 0L) / S);
        }
        gauge("starvation", null, "Part of the steady time for which the consumer waited", tags, f -> f.consumer()
                .starvation());
        gauge(
                "first.batch",
                "seconds",
                "Time from the opening to the first batch; NaN before it",
                tags,
                f -> f.consumer().firstBatchNs() == ConsumerFigures.NOT_YET
                        ? Double.NaN
                        : f.consumer().firstBatchNs() / S);
        gauge(
                "waiting",
                null,
                "1 while the consumer waits for data",
                tags,
                f -> f.consumer().now().equals("waits") ? 1 : 0);
    }

    private void group(int number, GroupFigures group) {
        Tags own = tags.and("group", group.name());
        gauge("workers", null, "Workers of a group", own, f -> of(f, number).workers());
        state(own, number, "service", GroupFigures::serviceNs);
        state(own, number, "wait", GroupFigures::waitInNs);
        state(own, number, "blocked_memory", GroupFigures::blockedMemoryNs);
        state(own, number, "blocked_queue", GroupFigures::blockedOutNs);
        state(own, number, "remainder", GroupFigures::remainderNs);
        for (int stage = 0; stage < group.stages().size(); stage++) {
            int at = stage;
            StageTime time = group.stages().get(stage);
            counter(
                    "stage.time",
                    "seconds",
                    "Time of workers in a stage",
                    tags.and("stage", time.name()),
                    f -> of(f, number).stages().get(at).ns() / S);
        }
    }

    private static GroupFigures of(LoaderFigures figures, int group) {
        return figures.groups().get(group);
    }

    private void state(Tags own, int group, String state, ToDoubleFunction<GroupFigures> ns) {
        counter(
                "worker.time",
                "seconds",
                "Time of a group's workers, by what they did",
                own.and("state", state),
                f -> ns.applyAsDouble(of(f, group)) / S);
    }

    private void queue(int number, String name) {
        Tags own = tags.and("queue", name);
        gauge("queue.depth", null, "Chunks in a queue", own, f -> of(f.queues(), number)
                .depth());
        gauge("queue.held", "bytes", "Bytes that a queue holds", own, f -> of(f.queues(), number)
                .bytes());
        gauge("queue.empty", null, "Part of the time for which a queue was empty", own, f -> of(f.queues(), number)
                .emptyPart());
    }

    private static QueueFigures of(List<QueueFigures> queues, int number) {
        return queues.get(number);
    }

    private void counter(
            String name, @Nullable String unit, String description, Tags own, ToDoubleFunction<LoaderFigures> of) {
        meters.add(FunctionCounter.builder("narrows.loader." + name, this, binder -> of.applyAsDouble(binder.figures()))
                .description(description)
                .baseUnit(unit)
                .tags(own)
                .register(registry));
    }

    private void gauge(
            String name, @Nullable String unit, String description, Tags own, ToDoubleFunction<LoaderFigures> of) {
        meters.add(Gauge.builder("narrows.loader." + name, this, binder -> of.applyAsDouble(binder.figures()))
                .description(description)
                .baseUnit(unit)
                .tags(own)
                .strongReference(true)
                .register(registry));
    }

    private synchronized LoaderFigures figures() {
        LoaderFigures known = latest;
        long now = clock.nanoTime();
        if (known == null || now - takenNs >= FRESH_NS) {
            known = source.get();
            latest = known;
            takenNs = now;
        }
        return known;
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }
}
