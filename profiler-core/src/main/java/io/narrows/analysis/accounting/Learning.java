package io.narrows.analysis.accounting;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads a chunk before it is accounted, and lets stations and suspects learn from its waits. Makes two rounds, because when
 * workers are occupied must be settled before it can be said what else held a gap up. Not thread-safe.
 */
final class Learning {

    /** Traces of a chunk that are asked by whose end their waits were ended. */
    private static final int ENOUGH_TRACES = 1_024;

    private static final long WORTH_A_LOOK_NS = 50_000;

    private final Chunk chunk;
    private final Window window;
    private final StageNames names;
    private final Map<Long, BatchWork> batches;
    private final Suspects suspects;
    private final Stations stations;

    Learning(
            Chunk chunk,
            Window window,
            StageNames names,
            Map<Long, BatchWork> batches,
            Suspects suspects,
            Stations stations) {
        this.chunk = chunk;
        this.window = window;
        this.names = names;
        this.batches = batches;
        this.suspects = suspects;
        this.stations = stations;
    }

    void learn() {
        releases();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < chunk.size(); i++) {
            Path path = chunk.path(i);
            for (int piece = 0; piece < path.size(); piece++) {
                Wait wait = Wait.at(path, piece, names);
                if (wait == null) {
                    continue;
                }
                if (wait.batch() != 0) {
                    BatchWork batch = batches.get(wait.batch());
                    if (batch != null && seen.add(wait.batch())) {
                        freeWait(wait, batch);
                    }
                } else {
                    suspect(path, piece, wait, chunk.trace(i).serial());
                }
            }
        }
        stations.learnt();
    }

    private void releases() {
        for (int i = 0; i < Math.min(chunk.size(), ENOUGH_TRACES); i++) {
            Path path = chunk.path(i);
            for (int piece = 0; piece < path.size(); piece++) {
                Wait wait = Wait.at(path, piece, names);
                if (wait == null || !wait.behind()) {
                    continue;
                }
                if (wait.queue()) {
                    stations.inFront(new Wait.Front(wait.place(), wait.station()));
                }
                if (wait.lengthNs() >= WORTH_A_LOOK_NS) {
                    window.sorted(wait.station())
                            .learnRelease(
                                    window.station(wait.station()),
                                    wait.toNs(),
                                    Math.min(WORTH_A_LOOK_NS, wait.lengthNs() / 10));
                }
            }
        }
    }

    /** How long the first member of a batch waited in front of a free worker. */
    private void freeWait(Wait wait, BatchWork batch) {
        Occupancy occupancy = window.occupancy(wait.station());
        long arrival = batch.firstArrivalNs();
        long release = occupancy.releaseNs(wait.toNs());
        if (arrival <= wait.toNs() && release <= arrival && wait.toNs() - arrival >= 0) {
            window.station(wait.station()).freeWait(wait.toNs() - arrival);
        }
    }

    private void suspect(Path path, int piece, Wait wait, long serial) {
        if (wait.lengthNs() < 2 * Endings.SHORTEST_NS) {
            return;
        }
        if (wait.behind()) {
            Occupancy occupancy = window.occupancy(wait.station());
            if (2 * occupancy.fullNs(wait.fromNs(), wait.toNs()) >= wait.lengthNs()) {
                return;
            }
        }
        Endings.Ending ending = window.behind(wait, serial);
        if (ending != null) {
            suspects.seen(path.place(piece), ending.stage(), Suspects.near(wait.fromNs(), wait.toNs(), ending.endNs()));
        }
    }
}
