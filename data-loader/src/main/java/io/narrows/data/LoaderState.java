package io.narrows.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.data.order.DeliveredHash;
import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import io.narrows.data.order.Shuffle;
import io.narrows.data.shard.ShardSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How far a loader has come: which positions of the epoch are still to be delivered, and a hash over the samples that were. It
 * is small, and all that {@link LoaderBuilder#resume} needs, whatever the numbers of workers, ranks and samples in a batch are
 * then. Immutable.
 *
 * @param dataset {@link ShardSet#fingerprint} of the data set
 * @param samples samples of the epoch
 * @param seed seed of the order
 * @param epoch number of the epoch
 * @param shuffle how the order is mixed
 * @param rank whose state it is
 * @param ranks among how many
 * @param remaining positions that this rank has still to deliver, in order
 * @param delivered the samples that were delivered
 * @param skipped the samples that were left out, because they could not be loaded
 */
public record LoaderState(
        String dataset,
        long samples,
        long seed,
        long epoch,
        Shuffle shuffle,
        int rank,
        int ranks,
        List<Intervals.Range> remaining,
        DeliveredHash delivered,
        DeliveredHash skipped) {
    private static final int VERSION = 1;

    /** Made by the first that reads a state: a loader that begins anew waits for none of Jackson's classes. */
    private static final class Reading {
        static final ObjectMapper JSON = JsonMapper.builder().build();
    }

    public LoaderState {
        remaining = List.copyOf(remaining);
    }

    /** How many positions are still to be delivered. */
    public long left() {
        return remaining.stream().mapToLong(Intervals.Range::size).sum();
    }

    /** Whether nothing is left. */
    public boolean complete() {
        return remaining.isEmpty();
    }

    /**
     * The state of all ranks together, from which any number of ranks may go on.
     *
     * @param states those of all ranks of one run, each once, in any order
     * @throws IllegalArgumentException when they are not that
     */
    public static LoaderState merge(List<LoaderState> states) {
        if (states.isEmpty()) {
            throw new IllegalArgumentException("no states to merge: it takes one of each rank");
        }
        LoaderState first = states.get(0);
        TreeMap<Integer, LoaderState> byRank = new TreeMap<>();
        for (LoaderState state : states) {
            if (!state.sameEpoch(first) || state.ranks != first.ranks) {
                throw new IllegalArgumentException(
                        "states to merge: " + state.text() + " does not belong to " + first.text());
            }
            if (byRank.put(state.rank, state) != null) {
                throw new IllegalArgumentException("states to merge: there are two of rank " + state.rank);
            }
        }
        if (byRank.size() != first.ranks) {
            throw new IllegalArgumentException(
                    "states to merge: those of ranks " + byRank.keySet() + ", but there are " + first.ranks + " ranks");
        }
        List<Intervals.Range> remaining = new ArrayList<>();
        DeliveredHash delivered = DeliveredHash.NONE;
        DeliveredHash skipped = DeliveredHash.NONE;
        for (LoaderState state : byRank.values()) {
            remaining.addAll(state.remaining);
            delivered = delivered.plus(state.delivered);
            skipped = skipped.plus(state.skipped);
        }
        LoaderState merged = new LoaderState(
                first.dataset,
                first.samples,
                first.seed,
                first.epoch,
                first.shuffle,
                0,
                1,
                Intervals.of(remaining).ranges(),
                delivered,
                skipped);
        long counted = delivered.count() + skipped.count() + merged.left();
        if (counted != merged.samples) {
            throw new IllegalArgumentException("states to merge: they account for " + counted + " samples of "
                    + merged.samples + "; they are not all of the same moment");
        }
        return merged;
    }

    /** Whether it is about the same order of the same samples. */
    boolean sameEpoch(LoaderState other) {
        return dataset.equals(other.dataset)
                && samples == other.samples
                && seed == other.seed
                && epoch == other.epoch
                && shuffle.equals(other.shuffle);
    }

    /**
     * Proves that each sample of the epoch was delivered or left out once, or is still to come: their hashes add up to that of
     * the whole data set. Takes some ns for each sample, and more in an order that mixes blocks.
     *
     * @param shards the data set
     * @throws IllegalArgumentException when it is another data set, or this is the state of one rank among several
     */
    public boolean accountsForAll(ShardSet shards) {
        if (!dataset.equals(shards.fingerprint()) || ranks != 1) {
            throw new IllegalArgumentException(text() + " says nothing about all of " + shards.fingerprint());
        }
        int[] counts = counts(shards);
        return accountsForAll(counts);
    }

    boolean accountsForAll(int[] counts) {
        EpochOrder order = EpochOrder.of(counts, shuffle, seed, epoch);
        DeliveredHash sum = delivered.plus(skipped);
        for (Intervals.Range range : remaining) {
            for (long position = range.from(); position < range.to(); position++) {
                sum = sum.plus(new DeliveredHash(1, DeliveredHash.of(order.shard(position), order.index(position))));
            }
        }
        return sum.equals(DeliveredHash.ofAll(counts));
    }

    static int[] counts(ShardSet shards) {
        int[] counts = new int[shards.shards()];
        for (int shard = 0; shard < counts.length; shard++) {
            counts[shard] = shards.samples(shard);
        }
        return counts;
    }

    String text() {
        return "the state of rank " + rank + " of " + ranks + " in epoch " + epoch + " of data set " + dataset;
    }

    /** As JSON; {@link #fromJson} reads it. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", VERSION);
        json.put("dataset", dataset);
        json.put("samples", samples);
        json.put("seed", seed);
        json.put("epoch", epoch);
        json.put("shuffle", shuffle.toString());
        json.put("rank", rank);
        json.put("ranks", ranks);
        ArrayNode ranges = json.putArray("remaining");
        remaining.forEach(range -> ranges.addArray().add(range.from()).add(range.to()));
        put(json.putObject("delivered"), delivered);
        put(json.putObject("skipped"), skipped);
        return json;
    }

    private static void put(ObjectNode json, DeliveredHash hash) {
        json.put("count", hash.count());
        json.put("hash", Long.toHexString(hash.sum()));
    }

    /**
     * What {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static LoaderState fromJson(JsonNode json) {
        int version = json.path("version").asInt();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a loader's state of version " + version + ": this one reads " + VERSION);
        }
        try {
            List<Intervals.Range> ranges = new ArrayList<>();
            for (JsonNode range : json.required("remaining")) {
                ranges.add(new Intervals.Range(whole(range.get(0)), whole(range.get(1))));
            }
            return new LoaderState(
                    json.required("dataset").asText(),
                    whole(json.required("samples")),
                    whole(json.required("seed")),
                    whole(json.required("epoch")),
                    Shuffle.parse(json.required("shuffle").asText()),
                    (int) whole(json.required("rank")),
                    (int) whole(json.required("ranks")),
                    Intervals.of(ranges).ranges(),
                    hash(json.required("delivered")),
                    hash(json.required("skipped")));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("a loader's state that is not one: " + e.getMessage(), e);
        }
    }

    private static long whole(JsonNode number) {
        if (!number.isIntegralNumber()) {
            throw new IllegalArgumentException(number + " is no whole number");
        }
        return number.asLong();
    }

    private static DeliveredHash hash(JsonNode json) {
        return new DeliveredHash(
                whole(json.required("count")),
                Long.parseUnsignedLong(json.required("hash").asText(), 16));
    }

    /** As JSON in one line; {@link #parse} reads it. */
    @Override
    public String toString() {
        return toJson().toString();
    }

    /**
     * What {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static LoaderState parse(String text) {
        try {
            return fromJson(Reading.JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a loader's state that is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
