package io.narrows.analysis.accounting;

import io.narrows.log.Pause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pauses of a run. Told late, sometimes seconds after the requests that were in them, so they are kept until the end:
 * the first {@value #MOST} of each type, which a day does not reach. Not thread-safe.
 */
final class PauseTrack {

    private static final int MOST = 65_536;
    private static final int MOST_WORDS = 1_024;
    private static final int MOST_TOLD = 64;

    private final Map<Pause.Type, List<Pause>> pauses = new EnumMap<>(Pause.Type.class);
    private final Map<String, String> words = new HashMap<>();
    private final Map<Pause.Type, Track> tracks = new EnumMap<>(Pause.Type.class);

    void add(Pause pause) {
        List<Pause> some = pauses.computeIfAbsent(pause.type(), type -> new ArrayList<>());
        if (some.size() < MOST && pause.endNs() > pause.startNs()) {
            String known = words.get(pause.cause());
            if (known == null && words.size() < MOST_WORDS) {
                known = pause.cause();
                words.put(known, known);
            }
            some.add(new Pause(
                    pause.type(), pause.startNs(), pause.endNs(), known == null ? "" : known, pause.detail()));
        }
    }

    /** Nothing more will come. */
    void finish() {
        pauses.forEach((type, some) -> {
            some.sort(Comparator.comparingLong(Pause::startNs).thenComparingLong(Pause::endNs));
            Track track = new Track();
            some.forEach(pause -> track.add(pause.startNs(), pause.endNs(), part(pause)));
            tracks.put(type, track);
        });
    }

    /** Of a burst of compilations, the part of its time that they took together; threads stand still for all of a stop. */
    private static double part(Pause pause) {
        return pause.type() == Pause.Type.JIT
                ? Math.min(1, Math.max(0, pause.detail()) / (double) (pause.endNs() - pause.startNs()))
                : 1;
    }

    /** When there were pauses of a type. */
    Track track(Pause.Type type) {
        return tracks.getOrDefault(type, new Track());
    }

    int count(Pause.Type type) {
        return pauses.getOrDefault(type, List.of()).size();
    }

    /** The pauses between two moments, in order of time. */
    List<SlowRequest.PauseOver> within(long fromNs, long toNs) {
        List<SlowRequest.PauseOver> within = new ArrayList<>();
        pauses.forEach((type, some) -> {
            for (Pause pause : some) {
                long start = Math.max(fromNs, pause.startNs());
                long end = Math.min(toNs, pause.endNs());
                if (end > start && within.size() < MOST_TOLD) {
                    within.add(new SlowRequest.PauseOver(
                            cause(type), (start - fromNs) / 1e6, (end - start) / 1e6, pause.cause()));
                }
            }
        });
        within.sort(Comparator.comparingDouble(SlowRequest.PauseOver::startMs).thenComparing(p -> p.type()));
        return within;
    }

    static CauseType cause(Pause.Type type) {
        return switch (type) {
            case GC -> CauseType.GC;
            case SAFEPOINT -> CauseType.SAFEPOINT;
            case JIT -> CauseType.JIT;
            case CLASS_LOADING -> CauseType.CLASS_LOADING;
        };
    }
}
