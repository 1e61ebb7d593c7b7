package io.narrows.whatif;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what changes name, or says what there is. */
final class Resolver {

    private final Model model;
    private final List<Place> places;
    private final double[] waitShares;
    private final String unknown;

    /**
     * For a run.
     *
     * @param waitShares for each place, the part of the mean latency that is spent waiting there
     * @param unknown why it is not known who waits for whom; empty where it is
     */
    Resolver(Model model, List<Place> places, double[] waitShares, String unknown) {
        this.model = model;
        this.places = places;
        this.waitShares = waitShares;
        this.unknown = unknown;
    }

    /** Why it is not known who waits for whom; empty where it is. */
    String unknown() {
        return unknown;
    }

    void needsWaits() {
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(unknown + ": what another rate or queue gives cannot be said");
        }
    }

    List<Place> places() {
        return places;
    }

    Place place(int number) {
        return places.get(number);
    }

    int stage(String name) {
        TreeSet<String> known = new TreeSet<>();
        boolean[] ran = new boolean[model.stages()];
        TraceColumns traces = model.traces();
        for (int s = 0; s < traces.firstSpan[traces.size]; s++) {
            ran[traces.stage[s]] = true;
        }
        for (int i = 0; i < ran.length; i++) {
            if (model.stageName(i).equals(name) && model.waits(i)) {
                throw new IllegalArgumentException(
                        "stage '" + name + "' is one in which requests wait; what can be faster is what they wait for");
            }
            if (ran[i] && model.stageName(i).equals(name)) {
                return i;
            }
            if (ran[i] && !model.waits(i)) {
                known.add(model.stageName(i));
            }
        }
        throw new IllegalArgumentException(
                "stage '" + name + "' is not in this run; its stages are " + String.join(", ", known));
    }

    /** The named station; without a name, the one that takes most of the waiting. */
    int station(String name, boolean batching) {
        int best = -1;
        for (int i = 0; i < places.size(); i++) {
            boolean fits = !batching || places.get(i).batches != null;
            if (fits && places.get(i).name.equals(name)) {
                return i;
            }
            if (fits && name.isEmpty() && (best < 0 || waitShares[i] > waitShares[best])) {
                best = i;
            }
        }
        if (best >= 0) {
            return best;
        }
        String known = places.stream()
                .filter(place -> !batching || place.batches != null)
                .map(place -> place.name)
                .collect(Collectors.joining(", "));
        String kind = batching ? "batching station" : "station";
        throw new IllegalArgumentException(
                known.isEmpty()
                        ? "this run has no " + kind + ": no stage with 'queue' or 'wait' in its name has "
                                + (batching ? "batches" : "stages") + " behind it"
                        : kind + " '" + name + "' is not in this run; there is " + known);
    }

    void needsInputs(Model of) {
        TraceColumns traces = of.traces();
        for (int i = 0; i < traces.size; i++) {
            if (traces.input[i] != TraceColumns.ABSENT) {
                return;
            }
        }
        throw new IllegalArgumentException(
                "no request has the attribute 'input.hash', so which inputs repeat is not known");
    }

    void needsTokens(Model of) {
        TraceColumns traces = of.traces();
        for (int i = 0; i < traces.size; i++) {
            if (traces.tokens[i] != TraceColumns.ABSENT) {
                return;
            }
        }
        throw new IllegalArgumentException("no request has the attribute 'tokens', so the padding is not known");
    }
}
