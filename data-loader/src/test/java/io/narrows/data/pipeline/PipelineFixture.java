package io.narrows.data.pipeline;

import io.narrows.data.decode.Decoder;
import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import io.narrows.data.order.Shuffle;
import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.profile.LoaderStages;
import io.narrows.data.transform.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A pipeline over shards that are made as they are read, described field by field. */
abstract class PipelineFixture {
    static final long MEMORY = 1 << 20;

    final List<Stages.Step> steps = new ArrayList<>();
    final List<Stages.Group> groups = new ArrayList<>();
    int workers = 3;
    Decoder<?> decoder = MemoryShards::id;
    boolean ordered = true;
    boolean skip;
    Shuffle shuffle = Shuffle.none();
    long memory = MEMORY;

    /** Of the pipeline that was started last. */
    @Nullable
    LoaderMeters meters;

    void map(String name, Transform<Object, Object> transform) {
        steps.add(new Stages.Step(name, transform));
    }

    void group(int more, String name, Transform<Object, Object> transform) {
        groups.add(new Stages.Group(workers, steps.size() + 1));
        workers = more;
        map(name, transform);
    }

    PipelineConfig config(MemoryShards shards, Intervals positions) {
        List<Stages.Group> all = new ArrayList<>(groups);
        all.add(new Stages.Group(workers, steps.size() + 1));
        return new PipelineConfig(
                shards,
                EpochOrder.of(shards.counts(), shuffle, 7, 1),
                positions,
                new Stages(decoder, steps, all),
                memory,
                ordered,
                skip,
                null);
    }

    Pipeline start(MemoryShards shards) {
        return start(config(shards, Intervals.below(shards.total())));
    }

    Pipeline start(PipelineConfig config) {
        return start(config, Thread::new);
    }

    Pipeline start(PipelineConfig config, ThreadFactory factory) {
        List<List<String>> names = new ArrayList<>();
        int from = 0;
        for (Stages.Group group : config.stages().groups()) {
            names.add(config.stages().transforms().subList(from, group.end() - 1).stream()
                    .map(Stages.Step::name)
                    .toList());
            from = group.end() - 1;
        }
        LoaderMeters of =
                LoaderMeters.start(LoaderStages.of(names), config.shards().count(), config.shards()::name);
        of.consumer().asked();
        meters = of;
        return Pipeline.start(config, of, factory);
    }

    /** How many workers of a group are held back by the bound on bytes just now. */
    int heldBack(int group) {
        LoaderMeters of = Objects.requireNonNull(meters);
        return of.figures().groups().get(group).now().getOrDefault("blocked by memory", 0);
    }

    /** Waits for a latch where an interrupt cannot be thrown. */
    static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static List<Object> all(Pipeline pipeline) throws Exception {
        List<Object> items = new ArrayList<>();
        for (Piece piece = pipeline.take(); piece != null; piece = pipeline.take()) {
            for (int i = 0; i < piece.samples(); i++) {
                items.add(piece.fault(i) == null ? piece.item(i) : piece.fault(i));
            }
        }
        return items;
    }

    static List<Object> inOrder(MemoryShards shards, EpochOrder order) {
        return LongStream.range(0, shards.total())
                .mapToObj(at -> (Object) MemoryShards.id(order.shard(at), order.index(at)))
                .toList();
    }

    static void nothingLeft(MemoryShards shards) throws InterruptedException {
        // The last worker to end closes what is open, just behind what the consumer sees.
        while (shards.openShards.get() > 0 || shards.openCursors.get() > 0) {
            Thread.sleep(1);
        }
    }
}
