package io.narrows.server.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.narrows.server.batching.Admission;
import io.narrows.server.batching.BatchObserver;
import io.narrows.server.batching.planning.CostEstimate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of the batches of one form of one model. Thread-safe. */
public final class BatchMeters implements BatchObserver {
    /** Texts and tokens of each of the batches whose expected cost is shown. */
    private static final int[][] SHOWN = {{1, 16}, {1, 128}, {8, 16}, {8, 128}};

    private static final String SECONDS = "seconds";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Consumer<BatchFacts> all;
    private final Map<String, Counter> batches = new ConcurrentHashMap<>();
    private final Map<Admission.Verdict, Counter> refused = new ConcurrentHashMap<>();

    /**
     * @param all told of every batch, for the meters of all models together
     */
    BatchMeters(MeterRegistry registry, Tags tags, Consumer<BatchFacts> all) {
        this.registry = registry;
        this.tags = tags;
        this.all = all;
    }

    /** Shows what batches cost, as it is learned. */
    public void cost(Supplier<CostEstimate> estimate) {
        cost("forward", "What every forward takes", estimate, CostEstimate::forwardNs);
        cost("token", "What every padded token adds", estimate, CostEstimate::tokenNs);
        cost("square", "What every text adds, times its padded length squared", estimate, CostEstimate::squareNs);
        Gauge.builder("narrows.batch.cost.error", () -> estimate.get().relativeError())
                .description("Mean error of the expected cost of the last batches, as a part of it")
                .tags(tags)
                .register(registry);
        for (int[] shown : SHOWN) {
            Gauge.builder("narrows.batch.cost.expected", () -> estimate.get().ns(shown[0], shown[1]) / 1e9)
                    .description("What a batch is expected to take")
                    .baseUnit(SECONDS)
                    .tags(tags)
                    .tag("texts", String.valueOf(shown[0]))
                    .tag("tokens", String.valueOf(shown[1]))
                    .register(registry);
        }
    }

    private void cost(
            String part, String description, Supplier<CostEstimate> estimate, ToDoubleFunction<CostEstimate> ns) {
        Gauge.builder("narrows.batch.cost." + part, () -> ns.applyAsDouble(estimate.get()) / 1e9)
                .description(description)
                .baseUnit(SECONDS)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void ran(BatchFacts facts) {
        all.accept(facts);
        String lead = facts.lead().word();
        String cut = facts.end().word();
        batches.computeIfAbsent(lead + " " + cut, key -> Counter.builder("narrows.batches")
                        .description("Batches, by why their first member was chosen and why they had no more")
                        .tags(tags)
                        .tag("lead", lead)
                        .tag("cut", cut)
                        .register(registry))
                .increment();
    }

    @Override
    public void refused(Admission.Verdict why) {
        refused.computeIfAbsent(why, key -> Counter.builder("narrows.refused")
                        .description("Requests that were not let to the model, by why")
                        .tags(tags)
                        .tag("reason", why.word())
                        .register(registry))
                .increment();
    }
}
