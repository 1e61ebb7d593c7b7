package io.narrows.whatif;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The queues in front of the stations of a replay, their workers, and the batches that are being formed. Not thread-safe. */
final class Lines {

    /** Mask of the numbers that tell one collecting of a batch from another. */
    static final int TOKENS = 0x0fff_ffff;

    private static final int NONE = -1;

    private final Place[] places;
    private final Rules[] rules;
    private final int[] head;
    private final int[] last;
    private final int[] waiting;
    private final int[] free;
    private final boolean[] collecting;
    private final int[] token;

    /** How long workers served; those that serve still are missing their beginning. */
    private final long[] held;

    /** Who comes after a visit, in the queue or in the batch. */
    private final int[] next;

    /** When a visit queued. */
    private final long[] entered;

    /** Of which seen batches the time was used. */
    private final boolean[][] used;

    Lines(List<Place> places, Variation variation, int visits) {
        this.places = places.toArray(Place[]::new);
        int n = this.places.length;
        rules = new Rules[n];
        for (int s = 0; s < n; s++) {
            rules[s] = variation.rules(s);
        }
        used = new boolean[n][];
        for (int s = 0; s < n; s++) {
            ServedBatches batches = this.places[s].batches;
            used[s] = new boolean[batches == null ? 0 : batches.count];
        }
        head = new int[n];
        last = new int[n];
        Arrays.fill(head, NONE);
        waiting = new int[n];
        free = Arrays.stream(rules).mapToInt(Rules::workers).toArray();
        collecting = new boolean[n];
        token = new int[n];
        held = new long[n];
        next = new int[visits];
        entered = new long[visits];
    }

    int count() {
        return rules.length;
    }

    Rules rules(int s) {
        return rules[s];
    }

    HandOvers handOvers(int s) {
        return places[s].handOvers;
    }

    ServedBatches batches(int s) {
        return Objects.requireNonNull(places[s].batches);
    }

    /** Whether the time of a seen batch was used before; it is now. */
    boolean used(int s, int batch) {
        boolean before = used[s][batch];
        used[s][batch] = true;
        return before;
    }

    int free(int s) {
        return free[s];
    }

    void occupy(int s) {
        free[s]--;
    }

    void release(int s) {
        free[s]++;
    }

    /** A worker begins to serve at a moment. */
    void begin(int s, long atNs) {
        held[s] -= atNs;
    }

    /** A worker has served. */
    void end(int s, long atNs) {
        held[s] += atNs;
        free[s]++;
    }

    /** For each station how long its workers served, once all have ended. */
    double[] heldNs() {
        return Arrays.stream(held).asDoubleStream().toArray();
    }

    boolean isEmpty(int s) {
        return waiting[s] == 0;
    }

    boolean full(int s) {
        return waiting[s] >= rules[s].maxBatch();
    }

    int head(int s) {
        return head[s];
    }

    long entered(int v) {
        return entered[v];
    }

    int next(int v) {
        return next[v];
    }

    void queue(int s, int v, long now) {
        entered[v] = now;
        next[v] = NONE;
        if (waiting[s]++ == 0) {
            head[s] = v;
        } else {
            next[last[s]] = v;
        }
        last[s] = v;
    }

    /** Takes the first out of the queue. */
    int poll(int s) {
        int v = head[s];
        head[s] = next[v];
        next[v] = NONE;
        waiting[s]--;
        return v;
    }

    /** Takes as many out of the queue as a batch may have; they stay linked. Gives the first. */
    int formBatch(int s) {
        int first = head[s];
        int v = first;
        int size = Math.min(waiting[s], rules[s].maxBatch());
        for (int i = 1; i < size; i++) {
            v = next[v];
        }
        head[s] = next[v];
        next[v] = NONE;
        waiting[s] -= size;
        return first;
    }

    boolean collecting(int s) {
        return collecting[s];
    }

    /** A worker begins to wait for a batch to fill; gives the number of this waiting. */
    int collect(int s) {
        collecting[s] = true;
        return token[s];
    }

    /** Whether that waiting still goes on. */
    boolean collects(int s, int number) {
        return collecting[s] && token[s] == number;
    }

    /** Nobody waits for a batch to fill any more. */
    void collected(int s) {
        if (collecting[s]) {
            collecting[s] = false;
            token[s] = (token[s] + 1) & TOKENS;
        }
    }
}
