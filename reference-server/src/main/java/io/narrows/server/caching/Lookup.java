package io.narrows.server.caching;

import io.narrows.server.caching.Flight.Waiter;
import io.narrows.server.caching.KnownRows.Found;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request's texts, from the question what is known of them to the last row. Equal texts are one. Thread-safe: rows come
 * from the threads of whoever computes them.
 */
public final class Lookup {

    /*
     *   starting ----> running <----> waiting ----> over
     *       (own texts at the model)  (others' texts)
     *
     * While it is starting or running (busy), its caller is in use by somebody else: rows that others computed are put in
     * their places, and texts that it inherits from a leader that gave up are put aside. When its own run ends, it
     * runs what it inherited, waits, or is over. Only while it waits does the last row that comes end it.
     *
     * The lock guards the fields; nothing is called with it held but Caller.waiting() and ready(), which must come before the
     * row that ends the waiting. Flights are never locked with it held.
     *
     * Only while it waits may it leave (its time is over, its client has gone): nobody else uses its caller then. Else whoever
     * has the caller finds that out by itself.
     */

    private final KnownRows known;
    private final Caller caller;

    /** For each text, its place among the distinct ones; for those their rows, and how many texts they are. */
    private final int[] places;

    private final List<RowKey> keys;
    private final float[][] rows;
    private final int[] uses;
    private int hits;

    /** What the model is being asked, and what it is to be asked next. */
    private List<Led> led = new ArrayList<>();

    private List<Led> inherited = new ArrayList<>();

    /** What it waits for, or has waited for. */
    private final List<Flight> joined = new ArrayList<>(0);

    private int awaited;
    private boolean busy = true;
    private volatile boolean over;
    private @Nullable Throwable failure;

    private record Led(Flight flight, int place) {}

    Lookup(KnownRows known, ModelKey model, List<Tokens> texts, Caller caller) {
        this.known = known;
        this.caller = caller;
        places = new int[texts.size()];
        keys = distinct(model, texts);
        rows = new float[keys.size()][];
        uses = new int[keys.size()];
        for (int place : places) {
            uses[place]++;
        }
    }

    /** Finds what is known; what is not is led from now on. */
    @SuppressWarnings("CatchingUnchecked") // others may wait already for what it leads
    void find() {
        try {
            for (int place = 0; place < rows.length; place++) {
                hits += find(keys.get(place), place);
            }
        } catch (Throwable e) {
            abandoned();
            throw e;
        }
        if (hits > 0) {
            known.observer().hits(hits);
        }
    }

    private List<RowKey> distinct(ModelKey model, List<Tokens> texts) {
        List<RowKey> distinct = new ArrayList<>(texts.size());
        Map<RowKey, Integer> numbers = new HashMap<>();
        for (int i = 0; i < places.length; i++) {
            RowKey key = new RowKey(model, texts.get(i));
            Integer place = numbers.putIfAbsent(key, distinct.size());
            places[i] = place == null ? distinct.size() : place;
            if (place == null) {
                distinct.add(key);
            }
        }
        return distinct;
    }

    /** How many texts are answered by what is known of a distinct one. */
    private int find(RowKey key, int place) {
        // Others may deliver as soon as the flight has been joined.
        synchronized (this) {
            awaited++;
        }
        Found found = known.find(key, this, place);
        if (found.flight() != null && !found.leads()) {
            synchronized (this) {
                joined.add(found.flight());
            }
            return 0;
        }
        synchronized (this) {
            awaited--;
            if (found.row() != null) {
                rows[place] = found.row();
                return uses[place];
            }
            if (found.flight() != null) {
                led.add(new Led(found.flight(), place));
            }
        }
        return 0;
    }

    /** Texts whose rows were known. */
    public int hits() {
        return hits;
    }

    /** All rows, one for each text in their order, when all were known; then there is nothing to start. */
    public float @Nullable [][] known() {
        if (hits < places.length) {
            return null;
        }
        over = true;
        return inOrder();
    }

    /** Has the rest computed or waits for it; the caller is told the outcome, perhaps before this returns. */
    public void start() {
        proceed();
    }

    /** Whether rows of others are missing: after its run, the request will wait for them. */
    public synchronized boolean awaits() {
        return awaited > 0;
    }

    /** Whether neither the caller nor anybody else waits for what {@link Caller#run} was given. For any thread. */
    public boolean unwanted() {
        if (!caller.gone()) {
            return false;
        }
        List<Led> running;
        synchronized (this) {
            running = List.copyOf(led);
        }
        return running.stream().noneMatch(one -> one.flight().wanted());
    }

    /**
     * The model is done with what {@link Caller#run} was given; {@link #computed} or {@link #failed} follows. Those that wait
     * for nothing else are told, so that all of a batch go on in one order.
     */
    public void ended() {
        List<Led> running;
        synchronized (this) {
            running = List.copyOf(led);
        }
        for (Led one : running) {
            one.flight().waiters().forEach(waiter -> waiter.lookup().nearlyThere());
        }
    }

    private synchronized void nearlyThere() {
        if (!over && !busy && awaited == 1) {
            caller.ready();
        }
    }

    /**
     * The model has computed what {@link Caller#run} was given.
     *
     * @param computed one row for each of those texts, in their order; kept, and not to be changed
     */
    public void computed(float[][] computed) {
        List<Led> run = takeRun();
        List<List<Waiter>> waiters = new ArrayList<>(run.size());
        for (int i = 0; i < run.size(); i++) {
            waiters.add(known.land(run.get(i).flight(), computed[i]));
        }
        synchronized (this) {
            for (int i = 0; i < run.size(); i++) {
                // Its own, for the caller may do with it what it likes while the others are still being told.
                rows[run.get(i).place()] = waiters.get(i).isEmpty() ? computed[i] : computed[i].clone();
            }
        }
        proceed();
        for (int i = 0; i < run.size(); i++) {
            for (Waiter waiter : waiters.get(i)) {
                waiter.lookup().deliver(waiter.place(), computed[i].clone());
            }
        }
    }

    /** The model failed on what {@link Caller#run} was given: so it did for all that waited for it. */
    public void failed(Throwable cause) {
        List<List<Waiter>> waiters = new ArrayList<>();
        for (Led one : takeRun()) {
            waiters.add(known.ended(one.flight()));
        }
        synchronized (this) {
            failure = cause;
        }
        proceed();
        waiters.forEach(all -> all.forEach(waiter -> waiter.lookup().broken(cause)));
    }

    /**
     * The model was not asked what {@link Caller#run} was given, for whatever reason, and the caller ends by itself: others
     * that wait for its texts take over. Nothing more is called.
     */
    public void abandoned() {
        List<Led> all;
        synchronized (this) {
            over = true;
            all = new ArrayList<>(led);
            all.addAll(inherited);
            led = List.of();
            inherited = List.of();
        }
        all.forEach(one -> known.release(one.flight()));
    }

    /**
     * Ends a wait for what others compute. The caller ends by itself: nothing more is called.
     *
     * @return whether it waited; when not, it goes on as before
     */
    public boolean leave() {
        List<Flight> from;
        synchronized (this) {
            if (over || busy) {
                return false;
            }
            over = true;
            from = List.copyOf(joined);
        }
        from.forEach(flight -> flight.leave(this));
        return true;
    }

    /** Whether rows are still of use here. */
    boolean live() {
        return !over && !caller.gone();
    }

    /** A row that somebody else had computed. */
    void deliver(int place, float[] row) {
        synchronized (this) {
            if (over) {
                return;
            }
            rows[place] = row;
            awaited--;
        }
        known.observer().coalesced(uses[place]);
        arrived();
    }

    /** A row for which it waited will not come. */
    void broken(Throwable cause) {
        synchronized (this) {
            failure = failure == null ? cause : failure;
            awaited--;
        }
        arrived();
    }

    private void arrived() {
        synchronized (this) {
            if (over || busy || (awaited > 0 && failure == null)) {
                return;
            }
            over = true;
        }
        end();
    }

    /** Computes a text for which it waited, now or after its run; false when it cannot. */
    boolean takeOver(Flight flight, int place) {
        Led one = new Led(flight, place);
        synchronized (this) {
            if (over) {
                return false;
            }
            awaited--;
            if (busy) {
                inherited.add(one);
                return true;
            }
            busy = true;
            led = List.of(one);
        }
        if (run(List.of(one))) {
            return true;
        }
        List<Led> given;
        synchronized (this) {
            over = true;
            led = List.of();
            given = inherited;
            inherited = List.of();
        }
        // What came in while it asked for its run goes to the next ones. The text itself is still the releaser's.
        given.forEach(other -> known.release(other.flight()));
        caller.refused();
        return false;
    }

    private synchronized List<Led> takeRun() {
        List<Led> run = led;
        led = List.of();
        return run;
    }

    /** Own work is over, or has not begun: what comes next. */
    private void proceed() {
        List<Led> run;
        List<Led> given = List.of();
        synchronized (this) {
            if (failure != null) {
                over = true;
                given = new ArrayList<>(led);
                given.addAll(inherited);
                led = List.of();
                inherited = List.of();
            } else if (led.isEmpty()) {
                led = inherited;
                inherited = new ArrayList<>();
            }
            run = led;
            if (!over && run.isEmpty()) {
                if (awaited > 0) {
                    busy = false;
                    caller.waiting();
                    return;
                }
                over = true;
            }
        }
        given.forEach(one -> known.release(one.flight()));
        if (over) {
            end();
        } else if (!run(run)) {
            abandoned();
            caller.refused();
        }
    }

    private boolean run(List<Led> run) {
        if (!caller.run(run.stream().map(one -> one.flight().key().text()).toList())) {
            return false;
        }
        int texts = run.stream().mapToInt(one -> uses[one.place()]).sum();
        known.observer().misses(run.size());
        if (texts > run.size()) {
            known.observer().coalesced(texts - run.size());
        }
        return true;
    }

    private void end() {
        Throwable cause;
        synchronized (this) {
            cause = failure;
        }
        if (cause == null) {
            caller.answered(inOrder());
        } else {
            caller.broken(cause);
        }
    }

    private synchronized float[][] inOrder() {
        float[][] all = new float[places.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = rows[places[i]];
        }
        return all;
    }
}
