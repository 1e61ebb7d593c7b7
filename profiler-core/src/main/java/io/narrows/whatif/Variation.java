package io.narrows.whatif;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** What a replay does differently: the changes, resolved against a run. Not changed once made. */
final class Variation {

    private final double[] factors;
    private final Rules[] rules;
    private double rate = 1;
    private double hitRatio = -1;
    private int cacheEntries = -1;
    private boolean coalesce;
    private boolean padded = true;
    private final List<String> cautions = new ArrayList<>();

    private Variation(Model model, List<Place> places) {
        factors = new double[model.stages()];
        Arrays.fill(factors, 1);
        rules = places.stream().map(place -> place.rules).toArray(Rules[]::new);
    }

    /** Nothing is different. */
    static Variation none(Model model, List<Place> places) {
        return new Variation(model, places);
    }

    /**
     * Resolves changes.
     *
     * @throws IllegalArgumentException where a change names what the run does not have
     */
    static Variation of(Model model, Resolver resolver, List<Change> changes) {
        Variation variation = new Variation(model, resolver.places());
        for (Change change : changes) {
            variation.apply(change, model, resolver);
        }
        return variation;
    }

    private void apply(Change change, Model model, Resolver resolver) {
        lookAtWaits(change, resolver);
        if (change instanceof Change.Faster faster) {
            factors[resolver.stage(faster.stage())] *= 1 - faster.percent() / 100;
        } else if (change instanceof Change.Workers workers) {
            int at = resolver.station(workers.station(), false);
            resolver.needsWaits();
            cautionAboutIdle(resolver.place(at));
            rules[at] = rules[at].withWorkers(workers.n());
        } else if (change instanceof Change.MaxBatch max) {
            int at = resolver.station(max.station(), true);
            resolver.needsWaits();
            cautionAboutSize(resolver.place(at), max.n());
            rules[at] = rules[at].withMaxBatch(max.n());
        } else if (change instanceof Change.MaxWait wait) {
            int at = resolver.station(wait.station(), true);
            resolver.needsWaits();
            rules[at] = rules[at].withMaxWait(wait.ns());
        } else if (change instanceof Change.Rate other) {
            rate *= 1 + other.percent() / 100;
            resolver.places().forEach(this::cautionAboutIdle);
        } else if (change instanceof Change.CacheHits hits) {
            hitRatio = hits.ratio();
        } else if (change instanceof Change.Cache cache) {
            resolver.needsInputs(model);
            cacheEntries = cache.entries();
        } else if (change instanceof Change.Coalesce) {
            resolver.needsInputs(model);
            coalesce = true;
        } else if (change instanceof Change.NoPadding) {
            resolver.needsTokens(model);
            padded = false;
        }
    }

    /** Refuses, or says, that waiting may be where the replay does not see it. */
    private void lookAtWaits(Change change, Resolver resolver) {
        if (change instanceof Change.Rate) {
            resolver.needsWaits();
        } else if (!resolver.unknown().isEmpty()) {
            cautions.add(resolver.unknown() + "; what waiting there is stays as it was");
        }
    }

    private void cautionAboutIdle(Place place) {
        if (!place.stated && place.waited < Holding.FEWEST) {
            cautions.add("hardly anybody waited for '" + place.name + "', so its number of workers ("
                    + place.rules.workers() + ") is a guess; state it with ProfilerConfig.builder(...).station(...)");
        }
    }

    private void cautionAboutSize(Place place, int n) {
        int seen = place.batches == null ? 1 : place.batches.largest();
        if (n > seen) {
            cautions.add("batches of more than " + seen + " were never seen at '" + place.name
                    + "'; how long they take is extrapolated");
        }
    }

    /** How much is left of the time of a stage. */
    double factor(int stage) {
        return factors[stage];
    }

    Rules rules(int place) {
        return rules[place];
    }

    /** By how much faster requests come. */
    double rate() {
        return rate;
    }

    /** Whether some requests may skip the model. */
    boolean cached() {
        return hitRatio >= 0 || cacheEntries >= 0 || coalesce;
    }

    /** Part of the requests that a cache answers, or -1. */
    double hitRatio() {
        return hitRatio;
    }

    /** Results that a cache holds, 0 for all, -1 for no cache. */
    int cacheEntries() {
        return cacheEntries;
    }

    boolean coalesce() {
        return coalesce;
    }

    boolean padded() {
        return padded;
    }

    /** Why to trust a prediction less; empty where there is nothing. */
    String caution() {
        return String.join("; ", new TreeSet<>(cautions));
    }
}
