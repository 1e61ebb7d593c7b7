package io.narrows.server.caching;

import io.narrows.server.caching.Flight.Waiter;
import io.narrows.server.model.TextModel.Tokens;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows that need not be computed: those in a cache, and those that another request is having computed right now. One for
 * all models of a server, which stay the same as long as it lives. Thread-safe.
 */
public final class KnownRows {

    /*
     * A text is in one of three states, and goes round:
     *
     *    unknown --(a request leads a flight)--> in flight --(land)--> known --(evicted, expired)--> unknown
     *                                              |   ^
     *                              (leader refused, displaced, expired, gone: the next waiter leads)
     *
     * At landing the row is in the cache before the flight leaves the table, and who finds no flight looks into the cache
     * while it holds the flight's place in the table. So between the two no request finds neither.
     *
     * A failure lands at all that waited and is not kept: the next request for the text tries again. What befalls only the
     * leader (its client left, its deadline passed, the queue refused or displaced it) is not theirs: the first of them leads from
     * then on, with a place of its own at the end of the model's queue, and is refused only if the queue refuses it itself.
     */

    private final @Nullable RowCache cache;
    private final @Nullable TokenCache tokens;
    private final boolean coalescing;
    private final RowObserver observer;
    private final ConcurrentMap<RowKey, Flight> flights = new ConcurrentHashMap<>();

    /**
     * Knows nothing yet.
     *
     * @param cache where rows are kept, null for nowhere
     * @param tokens where tokens are kept, null for nowhere
     * @param coalescing whether requests wait for equal texts of other requests; equal texts of one request always share
     * @param observer counts
     */
    public KnownRows(@Nullable RowCache cache, @Nullable TokenCache tokens, boolean coalescing, RowObserver observer) {
        this.cache = cache;
        this.tokens = tokens;
        this.coalescing = coalescing;
        this.observer = observer;
    }

    /**
     * The tokens of a text, as they were for an equal text before or as the model splits it now.
     *
     * @param split how the model splits a text
     */
    public Tokens tokens(ModelKey model, String text, Function<String, Tokens> split) {
        TokenCache to = tokens;
        if (to == null) {
            return split.apply(text);
        }
        Tokens kept = to.get(model, text);
        if (kept != null) {
            return kept;
        }
        Tokens fresh = split.apply(text);
        to.put(model, text, fresh);
        return fresh;
    }

    /**
     * Looks a request's texts up. What is neither known nor in flight is the request's to compute from now on: it has to
     * go on with {@link Lookup#start}, even when its client has left.
     *
     * @param texts at least one; their arrays are kept and must not be changed
     */
    public Lookup lookup(ModelKey model, List<Tokens> texts, Caller caller) {
        Lookup lookup = new Lookup(this, model, texts, caller);
        lookup.find();
        return lookup;
    }

    /** Texts that are in flight now. */
    public int inFlight() {
        return flights.size();
    }

    /** How many times a request waits for a text of another one now. */
    public int waiting() {
        return flights.values().stream().mapToInt(Flight::waiting).sum();
    }

    RowObserver observer() {
        return observer;
    }

    /**
     * What is known of a text: its row, or the flight that the lookup now waits for or leads.
     *
     * @param row a copy, null when it is not known
     * @param flight null when the row is known
     * @param leads whether the lookup has to compute it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Found(float @Nullable [] row, @Nullable Flight flight, boolean leads) {}

    Found find(RowKey key, Lookup lookup, int place) {
        float[] row = cached(key);
        if (row != null) {
            return new Found(row, null, false);
        }
        if (!coalescing) {
            return new Found(null, new Flight(key), true);
        }
        Found[] found = new Found[1];
        flights.compute(key, (same, flight) -> {
            if (flight != null && flight.join(lookup, place)) {
                found[0] = new Found(null, flight, false);
                return flight;
            }
            float[] landed = cached(key);
            if (landed != null) {
                found[0] = new Found(landed, null, false);
                return null;
            }
            Flight own = new Flight(key);
            found[0] = new Found(null, own, true);
            return own;
        });
        return found[0];
    }

    /** The row of a flight is there: keeps it, and gives those that wait for it. */
    List<Waiter> land(Flight flight, float[] row) {
        RowCache to = cache;
        if (to != null) {
            to.put(flight.key(), row);
        }
        return ended(flight);
    }

    /** A flight ends; gives those that wait for it. */
    List<Waiter> ended(Flight flight) {
        flights.remove(flight.key(), flight);
        return flight.land();
    }

    /** The leader of a flight is not going to compute it: the next one is. */
    void release(Flight flight) {
        for (Waiter next = flight.successor(); next != null; next = flight.successor()) {
            if (next.lookup().takeOver(flight, next.place())) {
                return;
            }
        }
        // All that are left are those whose clients have left too.
        ended(flight).forEach(waiter -> waiter.lookup()
                .broken(new IllegalStateException("nobody waits for the text any more")));
    }

    private float @Nullable [] cached(RowKey key) {
        return cache == null ? null : cache.get(key);
    }
}
