package io.narrows.data.profile;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures as a table that a person reads. */
final class FiguresText {
    private static final double MB = 1e6;

    private final StringBuilder out = new StringBuilder();

    private FiguresText() {}

    static String of(LoaderFigures figures) {
        FiguresText text = new FiguresText();
        text.head(figures);
        text.consumer(figures.consumer());
        text.workers(figures);
        text.queues(figures);
        text.shards(figures.shards());
        text.storage(figures.storage());
        return text.out.toString();
    }

    private void head(LoaderFigures figures) {
        ConsumerFigures consumer = figures.consumer();
        line(
                "Loader after %s: %,d samples (%,.0f/s) in %,d batches; %.1f MB/s from files, %.1f MB/s decoded",
                time(figures.wallNs()),
                consumer.samples(),
                figures.samplesPerS(),
                consumer.batches(),
                figures.fileBytesPerS() / MB,
                figures.decodedBytesPerS() / MB);
    }

    private void consumer(ConsumerFigures consumer) {
        line(
                "Consumer %s (for %s); set-up %s, first batch after %s",
                consumer.now(),
                time(consumer.forNs()),
                time(consumer.setUpNs()),
                consumer.firstBatchNs() == ConsumerFigures.NOT_YET ? "-" : time(consumer.firstBatchNs()));
        line(
                "  all: works %s, hand-over %s, waits %s",
                time(consumer.ownNs()), time(consumer.handOverNs()), time(consumer.waitNs()));
        if (consumer.steadyBatches() == 0) {
            line("  no steady time yet: every batch had a chunk that was the first of its worker");
            causes(consumer.causes(), Math.max(1, consumer.wallNs()));
            return;
        }
        line(
                "  steady: %s, %,d batches, waits %s of it; a batch p50 %s, p90 %s, p99 %s",
                time(consumer.steadyWallNs()),
                consumer.steadyBatches(),
                percent(consumer.starvation()),
                time(consumer.waitP50Ns()),
                time(consumer.waitP90Ns()),
                time(consumer.waitP99Ns()));
        causes(consumer.steadyCauses(), consumer.steadyWallNs());
        long waited = consumer.waitByStage().stream().mapToLong(StageTime::ns).sum();
        if (waited > 0) {
            line(
                    "  while the chunk was in: %s",
                    consumer.waitByStage().stream()
                            .filter(stage -> stage.ns() > 0)
                            .sorted((a, b) -> Long.compare(b.ns(), a.ns()))
                            .map(stage -> stage.name() + " " + percent((double) stage.ns() / waited))
                            .collect(Collectors.joining(", ")));
        }
    }

    private void causes(Map<WaitCause, Long> causes, long wallNs) {
        causes.forEach((cause, ns) -> {
            if (ns > 0) {
                line("    %-14s %8s  %s", cause.word(), percent((double) ns / wallNs), time(ns));
            }
        });
    }

    private void workers(LoaderFigures figures) {
        line(
                "%-12s %7s %10s %8s %8s %8s %8s %8s %8s %8s",
                "Workers", "number", "wall", "service", "wait", "memory", "queue", "rest", "on core", "no core");
        for (GroupFigures group : figures.groups()) {
            double wall = Math.max(1, group.wallNs());
            line(
                    "%-12s %7d %10s %8s %8s %8s %8s %8s %8s %8s",
                    group.name(),
                    group.workers(),
                    time(group.wallNs()),
                    percent(group.serviceNs() / wall),
                    percent(group.waitInNs() / wall),
                    percent(group.blockedMemoryNs() / wall),
                    percent(group.blockedOutNs() / wall),
                    percent(group.remainderNs() / wall),
                    group.cpuNs() < 0 ? "-" : percent(group.cpuNs() / wall),
                    group.noCoreNs() < 0 ? "-" : percent(group.noCoreNs() / wall));
            double service = Math.max(1, group.serviceNs());
            for (StageTime stage : group.stages()) {
                if (stage.ns() > 0) {
                    line("  %-24s %8s of the service", stage.name(), percent(stage.ns() / service));
                }
            }
            if (!group.now().isEmpty()) {
                line(
                        "  now: %s",
                        group.now().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> entry.getValue() + " in " + entry.getKey())
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private void queues(LoaderFigures figures) {
        for (QueueFigures queue : figures.queues()) {
            line(
                    "Queue %s: %d chunks and %.1f MB now, mean %.1f and %.1f MB, most %d and %.1f MB; empty %s, full %s",
                    queue.name(),
                    queue.depth(),
                    queue.bytes() / MB,
                    queue.meanDepth(),
                    queue.meanBytes() / MB,
                    queue.deepest(),
                    queue.largestBytes() / MB,
                    percent(queue.emptyPart()),
                    percent(queue.fullPart()));
        }
    }

    private void shards(ShardFigures shards) {
        if (shards.touched() == 0) {
            return;
        }
        line(
                "Shards: %,d touched; largest by median: time %.2f, time per sample %.2f, samples %.2f (Gini %.2f, %.2f, %.2f)",
                shards.touched(),
                shards.time().maxToMedian(),
                shards.timePerSample().maxToMedian(),
                shards.samplesSkew().maxToMedian(),
                shards.time().gini(),
                shards.timePerSample().gini(),
                shards.samplesSkew().gini());
        for (ShardTime shard : shards.slowest()) {
            line(
                    "  %-24s %10s  %,d samples, %.1f MB; open %s, read %s, decompress %s, decode %s",
                    shard.name(),
                    time(shard.ns()),
                    shard.samples(),
                    shard.fileBytes() / MB,
                    time(shard.openNs()),
                    time(shard.readNs()),
                    time(shard.decompressNs()),
                    time(shard.decodeNs()));
        }
    }

    private void storage(StorageFigures storage) {
        if (storage.fromStorage() >= 0) {
            line(
                    "Storage: %.1f MB of %.1f MB (%s) were read from it by the whole process, the rest came from the page cache;"
                            + " %,d major faults",
                    storage.storageBytes() / MB,
                    storage.fileBytes() / MB,
                    percent(storage.fromStorage()),
                    Math.max(0, storage.majorFaults()));
        }
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    static String time(long ns) {
        if (ns < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f us", ns / 1e3);
        }
        return ns < 10_000_000_000L
                ? String.format(Locale.ROOT, "%.1f ms", ns / 1e6)
                : String.format(Locale.ROOT, "%.1f s", ns / 1e9);
    }
}
