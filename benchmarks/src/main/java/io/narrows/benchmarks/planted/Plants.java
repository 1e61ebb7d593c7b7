package io.narrows.benchmarks.planted;

import io.narrows.benchmarks.planted.Plant.Host;
import io.narrows.benchmarks.planted.Plant.Load;
import java.util.List;
import java.util.stream.Stream;

/** All pipelines. */
public final class Plants {

    private Plants() {}

    /** The planted ones, then the healthy ones. */
    public static List<Plant> all() {
        return Stream.of(stages(), queues(), batches(), host(), healthy())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Plant> stages() {
        return List.of(
                waits("slow stage", "stage-time", StagePlants::slowStage, 150),
                computes("tokenizing", "tokenize-heavy", StagePlants::tokenizing, 90),
                computes("serialization", "serialization-heavy", StagePlants::serialization, 90),
                waits("large payloads", "large-payload", StagePlants::largePayloads, 120),
                computes("repeated compression", "compression-repeated", StagePlants::repeatedCompression, 60),
                waits("duplicate work", "duplicate-work", StagePlants::duplicateWork, 150),
                waits("data starvation", "data-starvation", StagePlants::dataStarvation, 100),
                waits("skewed shard", "shard-skew", StagePlants::skewedShard, 150),
                waits("unaccounted time", "unaccounted", StagePlants::unaccounted, 150));
    }

    private static List<Plant> queues() {
        return List.of(
                waits("too few workers", "too-few-workers", QueuePlants::tooFewWorkers, 160),
                new Plant(
                        "too many workers",
                        "too-many-workers",
                        QueuePlants::tooManyWorkers,
                        new Load(12, 16),
                        Host.COMPUTES),
                computes("saturated queue", "queue-saturated", QueuePlants::saturated, 330),
                waits("head-of-line blocking", "head-of-line", QueuePlants::headOfLine, 120),
                waits("event loop blocked", "event-loop-blocked", QueuePlants::eventLoopBlocked, 120),
                waits("lock", "lock", QueuePlants::lock, 150));
    }

    private static List<Plant> batches() {
        return List.of(
                waits("batch window too long", "batch-window-long", BatchPlants::windowTooLong, 60),
                waits("batches too small", "batch-window-short", BatchPlants::tooSmall, 190),
                waits("padding", "padding-waste", BatchPlants::padding, 120),
                new Plant(
                        "forward not scaling",
                        "forward-not-scaling",
                        BatchPlants::notScaling,
                        new Load(22, 8),
                        Host.WAITS),
                waits("cold shapes", "cold-shape", BatchPlants::coldShapes, 120));
    }

    private static List<Plant> host() {
        return List.of(
                new Plant(
                        "small heap",
                        "gc",
                        HostPlants::garbage,
                        new Load(120, 1),
                        new Host(true, 0, 0, List.of("-Xmx96m", "-XX:+UseSerialGC"), config -> config)),
                new Plant(
                        "busy neighbour",
                        "no-free-core",
                        HostPlants::computing,
                        new Load(80, 1),
                        new Host(true, 4, 0, List.of(), config -> config)),
                new Plant(
                        "throttled",
                        "throttled",
                        HostPlants::computing,
                        new Load(75, 1),
                        new Host(true, 0, 0.4, List.of(), config -> config)),
                new Plant(
                        "profiler over budget",
                        "profiler-over-budget",
                        HostPlants::manyStages,
                        new Load(150, 1, 14), // a budget does not count for the first ten seconds
                        new Host(true, 0, 0, List.of(), config -> config.budget(0.0005))));
    }

    private static List<Plant> healthy() {
        return List.of(
                waits("healthy: balanced stages", "", HealthyPlants::balanced, 120),
                waits("healthy: batches", "", HealthyPlants::batches, 120),
                computes("healthy: computing", "", HealthyPlants::computing, 60),
                waits("healthy: cache and shards", "", HealthyPlants::cacheAndShards, 120),
                waits("healthy: event loop", "", HealthyPlants::eventLoop, 120));
    }

    private static Plant waits(String name, String finding, Plant.Pipeline pipeline, double perS) {
        return new Plant(name, finding, pipeline, new Load(perS, 1), Host.WAITS);
    }

    private static Plant computes(String name, String finding, Plant.Pipeline pipeline, double perS) {
        return new Plant(name, finding, pipeline, new Load(perS, 1), Host.COMPUTES);
    }
}
