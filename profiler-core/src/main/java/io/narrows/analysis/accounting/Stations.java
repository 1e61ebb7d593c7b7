package io.narrows.analysis.accounting;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stations of a run, by the first stage of their work. Not thread-safe. */
final class Stations {

    private final StageNames names;
    private final Map<Integer, Station> stations = new HashMap<>();
    private final Set<Wait.Front> known = new HashSet<>();
    private Map<String, String> environment = Map.of();

    Stations(StageNames names) {
        this.names = names;
    }

    /** What the embedder said of the run. */
    void stated(Map<String, String> said) {
        environment = said;
    }

    Station of(int stage) {
        return stations.computeIfAbsent(stage, id -> new Station());
    }

    /** A queue is in front of a station: what the embedder stated of the queue holds for it. */
    void inFront(Wait.Front front) {
        if (!environment.isEmpty() && known.add(front)) {
            String key = "station." + names.place(front.place()) + ".";
            long workers = number(environment.get(key + "workers"));
            long window = number(environment.get(key + "max-wait-us"));
            of(front.station()).stated((int) Math.min(workers, Integer.MAX_VALUE), window > 0);
        }
    }

    /** All make up their minds on what they have learnt. */
    void learnt() {
        stations.values().forEach(Station::learnt);
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Math.max(0, Long.parseLong(text.trim()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
