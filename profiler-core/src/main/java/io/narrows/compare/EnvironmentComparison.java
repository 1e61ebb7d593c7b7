package io.narrows.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What differs between the fingerprints of two runs. Immutable.
 *
 * @param differences what matters first, then what was set on purpose, then the rest; by key within each
 * @param same number of keys with equal values
 */
public record EnvironmentComparison(List<Difference> differences, int same) {

    /** How much a difference says about whether the runs can be compared. */
    public enum Weight {
        /** Another machine or JVM: latencies of the two say little about the service. */
        MATTERS,
        /** Chosen by whoever ran it: a setting, a model, a version. Usually what the comparison is about. */
        CHOSEN,
        /** Told for the record. */
        FOR_THE_RECORD
    }

    /**
     * One key that differs.
     *
     * @param key key of the fingerprint
     * @param first its value in the first run, empty where it is not there
     * @param second its value in the second run, empty where it is not there
     * @param weight how much it says
     * @param why what it may do to a measurement
     */
    public record Difference(String key, String first, String second, Weight weight, String why) {}

    public EnvironmentComparison {
        differences = List.copyOf(differences);
    }

    /** Compares two fingerprints. */
    public static EnvironmentComparison of(Map<String, String> first, Map<String, String> second) {
        SortedSet<String> keys = new TreeSet<>(first.keySet());
        keys.addAll(second.keySet());
        List<Difference> differences = new ArrayList<>();
        for (Weight weight : Weight.values()) {
            for (String key : keys) {
                KeyMeaning meaning = KeyMeaning.of(key);
                String before = first.getOrDefault(key, "");
                String after = second.getOrDefault(key, "");
                if (meaning.weight() == weight && !Objects.equals(before, after)) {
                    differences.add(new Difference(key, before, after, weight, meaning.why()));
                }
            }
        }
        return new EnvironmentComparison(differences, keys.size() - differences.size());
    }

    /** Whether something differs that makes the runs hard to compare. */
    public boolean matters() {
        return differences.stream().anyMatch(difference -> difference.weight() == Weight.MATTERS);
    }
}
