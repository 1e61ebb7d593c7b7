package io.narrows.analysis.accounting;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts the time of single requests into parts, and says who held them up. Not thread-safe. */
final class Accountant {

    /*
     * A wait [t0, t1] in front of n workers:
     *
     *        all n occupied        one free, members still come   batch complete
     *   t0 |------------------- r |---------------------------- L |-------------| t1
     *        HEAD_OF_LINE           BATCH_FILL                      HAND_OVER
     *
     * r is the last moment at which a worker became free, or t0; L is when the last member of the batch came to wait. Of
     * the time before r only that counts as head-of-line in which all workers were occupied; the rest is hand-over. A
     * station that waits for a batch window fills right up to t1.
     *
     * A gap is a wait for somebody only where it shows: when the workers of what follows were all occupied for most of it
     * and became free at its end, or when it ended with the work of a stage that is known to end such gaps. Otherwise it is
     * unaccounted.
     */

    private final StageNames names;
    private final Map<Long, BatchWork> batches;
    private final Suspects suspects;
    private final Ledger ledger;
    private final Blames blames;
    private final Slowest slowest;

    private @Nullable List<Slowest.InFront> inFront;
    private final List<Execution> ahead = new ArrayList<>();
    private final List<long[]> aheadBounds = new ArrayList<>();

    Accountant(StageNames names, Map<Long, BatchWork> batches, Suspects suspects, Books books) {
        this.names = names;
        this.batches = batches;
        this.suspects = suspects;
        this.ledger = books.ledger();
        this.blames = books.blames();
        this.slowest = books.slowest();
    }

    /** Accounts for one request; its row in the ledger has begun. */
    void account(TraceDocument trace, Path path, Window window) {
        inFront = slowest.wants(trace) ? new ArrayList<>() : null;
        BatchWork batch = null;
        for (int piece = 0; piece < path.size(); piece++) {
            long ns = path.lengthNs(piece);
            long place = path.place(piece);
            ledger.visited(place, path.startNs(piece) - trace.startNs());
            Wait wait = Wait.at(path, piece, names);
            if (wait != null) {
                wait(trace, path, wait, window);
            } else if (path.batch(piece) != 0) {
                batch = batch != null && batch.serial() == path.batch(piece) ? batch : batches.get(path.batch(piece));
                inBatch(place, ns, batch, trace.serial());
            } else {
                boolean forEqual = !path.gap(piece) && names.forEqual(path.stage(piece));
                ledger.add(place, forEqual ? PartType.COALESCED : PartType.OWN, ns);
            }
        }
        if (inFront != null) {
            slowest.add(trace, inFront);
        }
    }

    private void inBatch(long place, long ns, @Nullable BatchWork batch, long serial) {
        long padding = batch == null ? 0 : batch.paddingNs(ns);
        long share = batch == null ? ns : batch.shareNs(ns - padding, serial);
        ledger.add(place, PartType.SHARE, share);
        ledger.add(place, PartType.PADDING, padding);
        ledger.add(place, PartType.BATCH_MATES, ns - padding - share);
    }

    private void wait(TraceDocument trace, Path path, Wait wait, Window window) {
        long length = wait.lengthNs();
        PartType rest = wait.queue() ? PartType.HAND_OVER : PartType.UNACCOUNTED;
        if (!wait.queue() && length <= Execution.SAME_WORKER_NS) {
            ledger.add(wait.place(), rest, length);
            return;
        }
        if (wait.behind() && behindWorkers(trace, path, wait, window)) {
            return;
        }
        if (wait.batch() == 0 && length >= 2 * Endings.SHORTEST_NS) {
            Endings.Ending ending = window.behind(wait, trace.serial());
            if (ending != null
                    && Suspects.near(wait.fromNs(), wait.toNs(), ending.endNs())
                    && suspects.believed(wait.place(), ending.stage())) {
                behindOther(trace, wait, ending, rest);
                return;
            }
        }
        ledger.add(wait.place(), rest, length);
    }

    /** Whether the workers of what follows explain the wait. */
    private boolean behindWorkers(TraceDocument trace, Path path, Wait wait, Window window) {
        Occupancy occupancy = window.occupancy(wait.station());
        long full = Math.max(0, Math.min(wait.lengthNs(), occupancy.fullNs(wait.fromNs(), wait.toNs())));
        long release = Math.max(wait.fromNs(), Math.min(wait.toNs(), occupancy.releaseNs(wait.toNs())));
        boolean mostly = 2 * full >= wait.lengthNs();
        if (!wait.queue() && !(mostly && Suspects.near(wait.fromNs(), wait.toNs(), release))) {
            return false;
        }
        if (wait.batch() == 0 && wait.queue() && !mostly && wait.lengthNs() >= 2 * Endings.SHORTEST_NS) {
            Endings.Ending ending = window.behind(wait, trace.serial());
            if (ending != null
                    && Suspects.near(wait.fromNs(), wait.toNs(), ending.endNs())
                    && suspects.believed(wait.place(), ending.stage())) {
                return false;
            }
        }
        long fill = Math.min(wait.lengthNs() - full, fillNs(wait, release, window.station(wait.station())));
        ledger.add(wait.place(), PartType.HEAD_OF_LINE, full);
        ledger.add(wait.place(), PartType.BATCH_FILL, fill);
        ledger.add(wait.place(), PartType.HAND_OVER, wait.lengthNs() - full - fill);
        if (full > 0) {
            blame(trace, path, wait, occupancy, full, release);
        }
        return true;
    }

    private long fillNs(Wait wait, long releaseNs, Station station) {
        BatchWork batch = batches.get(wait.batch());
        if (batch == null) {
            return 0;
        }
        long until = station.fills() ? wait.toNs() : Math.min(wait.toNs(), batch.lastArrivalNs());
        return Math.max(0, until - releaseNs);
    }

    private void behindOther(TraceDocument trace, Wait wait, Endings.Ending ending, PartType rest) {
        long from = Math.max(wait.fromNs(), ending.startNs());
        long held = ending.endNs() - from;
        ledger.add(wait.place(), rest, from - wait.fromNs());
        ledger.add(wait.place(), PartType.HEAD_OF_LINE, held);
        ledger.add(wait.place(), PartType.HAND_OVER, wait.toNs() - ending.endNs());
        ledger.held(CauseType.BLOCKED_BY_OTHER_STAGE, Place.of(ending.stage()), held);
        blames.nextWait();
        blames.add(wait.place(), ending.stage(), ending.execution().kind(), (double) held, trace.weight());
        note(wait.place(), ending.execution(), ending.stage(), from, (double) held);
    }

    /** Shares the time in which all workers were occupied out to those who occupied them. */
    private void blame(TraceDocument trace, Path path, Wait wait, Occupancy occupancy, long fullNs, long releaseNs) {
        ahead.clear();
        aheadBounds.clear();
        occupancy.between(wait.fromNs(), releaseNs, (execution, fromNs, toNs) -> {
            if (toNs > fromNs && (execution.batch() != null || execution.serial() != trace.serial())) {
                ahead.add(execution);
                aheadBounds.add(new long[] {fromNs, toNs});
            }
        });
        double sum = 0;
        for (long[] bounds : aheadBounds) {
            sum += bounds[1] - bounds[0];
        }
        if (sum <= 0) {
            ledger.held(CauseType.HEAD_OF_LINE, wait.place(), fullNs);
            return;
        }
        double scale = fullNs / sum;
        double other = 0;
        blames.nextWait();
        for (int i = 0; i < ahead.size(); i++) {
            Execution execution = ahead.get(i);
            long from = aheadBounds.get(i)[0];
            long to = aheadBounds.get(i)[1];
            other += share(trace, path, wait, execution, from, to, scale);
            if (inFront != null) {
                note(wait.place(), execution, longestStage(execution, from, to), from, (to - from) * scale);
            }
        }
        ledger.held(CauseType.HEAD_OF_LINE, wait.place(), fullNs - Math.min(fullNs, Math.round(other)));
    }

    /** Blames the stages of one execution; returns what of it is blamed on a stage that the request itself does not wait for. */
    private double share(
            TraceDocument trace, Path path, Wait wait, Execution execution, long fromNs, long toNs, double scale) {
        double other = 0;
        Path way = execution.path();
        int stage = execution.station();
        for (int piece = execution.from(); piece < execution.to(); piece++) {
            stage = way.gap(piece) ? stage : way.stage(piece);
            double ns = scale * (Math.min(toNs, way.endNs(piece)) - Math.max(fromNs, way.startNs(piece)));
            if (ns > 0) {
                blames.add(wait.place(), stage, execution.kind(), ns, trace.weight());
                if (!wait.queue() || !ahead(path, wait, stage)) {
                    other += ns;
                    ledger.held(CauseType.BLOCKED_BY_OTHER_STAGE, Place.of(stage), Math.round(ns));
                }
            }
        }
        return other;
    }

    /** Whether a request goes through a stage itself in what it waited for. */
    private boolean ahead(Path path, Wait wait, int stage) {
        for (int piece = wait.next(); piece < path.size(); piece++) {
            if (path.gap(piece)) {
                continue;
            }
            if (path.batch(piece) != wait.batch() || (wait.batch() == 0 && names.waits(path.stage(piece)))) {
                return false;
            }
            if (path.stage(piece) == stage) {
                return true;
            }
        }
        return false;
    }

    private static int longestStage(Execution execution, long fromNs, long toNs) {
        Path way = execution.path();
        int stage = execution.station();
        long most = -1;
        for (int piece = execution.from(); piece < execution.to(); piece++) {
            long ns = Math.min(toNs, way.endNs(piece)) - Math.max(fromNs, way.startNs(piece));
            if (!way.gap(piece) && ns > most) {
                most = ns;
                stage = way.stage(piece);
            }
        }
        return stage;
    }

    private void note(long place, Execution execution, int stage, long fromNs, double ns) {
        if (inFront != null) {
            inFront.add(new Slowest.InFront(
                    place, stage, execution.kind(), execution.serial(), execution.batch() != null, fromNs, ns));
        }
    }
}
