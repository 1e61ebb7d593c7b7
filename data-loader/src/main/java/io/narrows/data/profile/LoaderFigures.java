package io.narrows.data.profile;

import java.util.List;

/**
 * All figures of a loader at one moment. Immutable. Times of stages overlap, since workers run beside each other and beside the
 * consumer: what adds up is the time of each worker, and that of the consumer.
 *
 * @param wallNs since the loader was opened
 * @param cores that the JVM may use
 * @param counts consumer and workers now
 * @param queues queues between the groups, and in front of the consumer
 * @param shards the shards
 * @param storage page cache against storage
 * @param history earlier counts, oldest first: one each quarter of a second at first, then one each second, of a long run fewer
 */
public record LoaderFigures(
        long wallNs,
        int cores,
        LoaderCounts counts,
        List<QueueFigures> queues,
        ShardFigures shards,
        StorageFigures storage,
        List<LoaderCounts> history) {

    public ConsumerFigures consumer() {
        return counts.consumer();
    }

    public List<GroupFigures> groups() {
        return counts.groups();
    }

    /** Bytes taken from files, in a second. */
    public double fileBytesPerS() {
        return perS(shards.fileBytes());
    }

    /** Bytes of decoded samples that the consumer got, in a second. */
    public double decodedBytesPerS() {
        return perS(consumer().bytes());
    }

    /** Samples that the consumer got, in a second. */
    public double samplesPerS() {
        return perS(consumer().samples());
    }

    private double perS(long count) {
        long ns = consumer().wallNs() > 0 ? consumer().wallNs() : wallNs;
        return ns <= 0 ? 0 : 1e9 * count / ns;
    }

    /** A table that a person reads, several lines. */
    public String text() {
        return FiguresText.of(this);
    }

    /** The same for machines: one JSON object, times in ns. */
    public String json() {
        return FiguresJson.of(this);
    }
}
