package io.narrows.data;

import io.narrows.data.order.DeliveredHash;
import io.narrows.data.pipeline.Fault;
import io.narrows.data.pipeline.Piece;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Batches of samples of about the same length, so that little of them is padding. */
final class LengthBatcher implements Batcher {
    /*
     * Lengths are put into classes whose shortest is (1 - limit) times their longest at least, so a batch of one class is within
     * the limit whatever is in it. A class that has a whole batch gives one. When too many samples wait in all of them, the class
     * with the most gives what it has. So which samples go together depends on their order and on nothing else.
     *
     *   class of length L   c with bound[c] <= L < bound[c + 1]      bound[c + 1] = 1 + floor(bound[c] / (1 - limit))
     *
     * Below (1 - limit) / limit each length is a class of its own, so bounds are only kept from there on; with a limit of 0 none.
     */
    private static final int WAITING_BATCHES = 16;

    private record Held(@Nullable Object item, String key, long position, long hash, long bytes) {}

    private final int most;
    private final double paddingLimit;
    private final ToIntFunction<Object> lengthOf;
    private final long mostBytes;
    private final boolean skipFaults;
    private final IntFunction<String> shardName;
    private final TreeMap<Long, ArrayDeque<Held>> classes = new TreeMap<>();
    private final long alone;
    private final List<Long> bounds;
    private Draft skipped = new Draft(0);
    private long waiting;
    private long waitingBytes;
    private @Nullable Draft ready;
    private @Nullable Fault failure;

    /**
     * Batches of lengths.
     *
     * @param mostBytes of samples that wait for others of their length
     * @param skipFaults whether a sample whose length cannot be had is left out
     * @param shardName name of a shard by its number
     */
    LengthBatcher(
            int most,
            double paddingLimit,
            ToIntFunction<Object> lengthOf,
            long mostBytes,
            boolean skipFaults,
            IntFunction<String> shardName) {
        this.most = most;
        this.paddingLimit = paddingLimit;
        this.lengthOf = lengthOf;
        this.mostBytes = mostBytes;
        this.skipFaults = skipFaults;
        this.shardName = shardName;
        alone = paddingLimit == 0 ? Long.MAX_VALUE : (long) Math.floor((1 - paddingLimit) / paddingLimit);
        bounds = new ArrayList<>(List.of(alone));
    }

    @Override
    public int add(Piece piece, int offset) {
        int passed = 0;
        while (ready == null && offset + passed < piece.samples()) {
            int at = offset + passed;
            Fault fault = piece.fault(at);
            if (fault == null) {
                fault = hold(piece, at);
                if (fault != null && !(skipFaults && !fault.fatal())) {
                    failure = fault;
                    break;
                }
            }
            if (fault != null) {
                skipped.addLeftOut(piece, at, fault);
            }
            passed++;
        }
        return passed;
    }

    @Override
    public @Nullable Fault failure() {
        return failure;
    }

    /** Holds a sample, or tells why not. */
    private @Nullable Fault hold(Piece piece, int at) {
        Object item = piece.item(at);
        int length;
        try {
            length = item == null ? 0 : lengthOf.applyAsInt(item);
            if (length < 0) {
                throw new IllegalArgumentException("its length is " + length + ", it must be 0 or more");
            }
        } catch (Throwable e) {
            return new Fault(shardName.apply(piece.shard(at)), piece.index(at), 1, "length", e);
        }
        long number = bound(length);
        ArrayDeque<Held> of = classes.computeIfAbsent(number, bound -> new ArrayDeque<>());
        long bytes = piece.bytesPerSample();
        of.add(new Held(
                item, piece.key(at), piece.position() + at, DeliveredHash.of(piece.shard(at), piece.index(at)), bytes));
        waiting++;
        waitingBytes += bytes;
        if (of.size() == most) {
            ready = batch(of);
        } else if (waiting >= (long) WAITING_BATCHES * most || waitingBytes > mostBytes) {
            ready = batch(fullest());
        }
        return null;
    }

    private ArrayDeque<Held> fullest() {
        return classes.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<Long, ArrayDeque<Held>> each) ->
                                each.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getValue();
    }

    /** The lower bound of a length's class. */
    private long bound(int length) {
        if (length < alone) {
            return length;
        }
        while (bounds.get(bounds.size() - 1) <= length) {
            long last = bounds.get(bounds.size() - 1);
            bounds.add(1 + (long) Math.floor(last / (1 - paddingLimit) + 1e-9));
        }
        int low = 0;
        int high = bounds.size() - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (bounds.get(middle) <= length) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return bounds.get(low);
    }

    private Draft batch(ArrayDeque<Held> of) {
        List<Held> members = new ArrayList<>(of);
        of.clear();
        members.sort(Comparator.comparingLong(Held::position));
        Draft draft = new Draft(members.size());
        draft.takeSkipped(skipped());
        for (Held each : members) {
            draft.add(each.item(), each.key(), each.position(), each.hash(), each.bytes());
            waitingBytes -= each.bytes();
        }
        waiting -= members.size();
        return draft;
    }

    @Override
    public @Nullable Draft full() {
        Draft full = ready;
        ready = null;
        return full == null && skipped.muchLeftOut() ? skipped() : full;
    }

    private Draft skipped() {
        Draft left = skipped;
        skipped = new Draft(0);
        return left;
    }

    @Override
    public @Nullable Draft rest() {
        Draft full = full();
        if (full != null) {
            return full;
        }
        if (waiting > 0) {
            return batch(fullest());
        }
        return skipped.empty() ? null : skipped();
    }
}
