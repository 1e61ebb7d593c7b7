package io.narrows.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One shard whose requests take much longer than those of the others. */
final class ShardSkew implements Detector {

    private static final String SHARD = "shard";
    private static final long NONE = Long.MIN_VALUE;

    /** Fewer requests of a shard say little about it. */
    private static final int ENOUGH = 20;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        if (!requests.has(SHARD)) {
            return;
        }
        long[] shards = requests.attribute(SHARD, NONE);
        Long slowest = slowest(requests, shards);
        if (slowest == null) {
            return;
        }
        double[] saved = new double[requests.size()];
        Evidence.@Nullable StageShare most = null;
        double mostNs = 0;
        List<String> stages = new ArrayList<>();
        for (Evidence.StageShare share : evidence.stages()) {
            double[] times = requests.stageNs(share.name());
            double here = mean(times, shards, slowest, true);
            double excess = here - mean(times, shards, slowest, false);
            if (excess > 0) {
                stages.add(share.name());
                for (int row = 0; row < saved.length; row++) {
                    saved[row] += shards[row] == slowest ? times[row] * excess / here : 0;
                }
                if (excess > mostNs) {
                    mostNs = excess;
                    most = share;
                }
            }
        }
        if (most == null) {
            return;
        }
        double latency = mean(requests.latencyNs(), shards, slowest, true);
        into.accept(Draft.gain(
                        "shard-skew",
                        most.place(),
                        String.format(
                                Locale.ROOT,
                                "Requests to shard %d take %.1f times as long as those to the others",
                                slowest,
                                latency / mean(requests.latencyNs(), shards, slowest, false)),
                        String.format(
                                Locale.ROOT,
                                "%s of %s went there and took %s on average; most of the difference is in %s",
                                Words.percent(part(requests, shards, slowest)),
                                Evidence.requests(requests.size()),
                                Words.ms(latency / 1e6),
                                Words.name(most.name())),
                        "Spread its keys over more shards, give it more of the machine, or keep its most read keys in memory.",
                        evidence.arithmetic()
                                .saving(saved, "shard " + slowest + " is as fast as the others", "at least"))
                .explaining(
                        List.of(StageTime.ID, "queue-saturated", "too-few-workers", "data-starvation", "head-of-line"),
                        stages));
    }

    private static @Nullable Long slowest(Requests requests, long[] shards) {
        Map<Long, double[]> sums = new TreeMap<>();
        for (int row = 0; row < shards.length; row++) {
            if (shards[row] != NONE) {
                double[] sum = sums.computeIfAbsent(shards[row], shard -> new double[2]);
                sum[0] += requests.latencyNs()[row];
                sum[1]++;
            }
        }
        sums.values().removeIf(sum -> sum[1] < ENOUGH);
        return sums.size() < 2
                ? null
                : sums.entrySet().stream()
                        .max(Map.Entry.comparingByValue((a, b) -> Double.compare(a[0] / a[1], b[0] / b[1])))
                        .map(Map.Entry::getKey)
                        .orElse(null);
    }

    /** Mean over the requests to a shard, or to the others. */
    private static double mean(double[] column, long[] shards, long shard, boolean to) {
        double sum = 0;
        long count = 0;
        for (int row = 0; row < column.length; row++) {
            if (shards[row] != NONE && (shards[row] == shard) == to) {
                sum += column[row];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double part(Requests requests, long[] shards, long shard) {
        double[] there = new double[shards.length];
        for (int row = 0; row < there.length; row++) {
            there[row] = shards[row] == shard ? 1 : 0;
        }
        return requests.mean(there);
    }
}
