package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.log.Pause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says what the columns of a whole run mean. */
final class Conclusions {

    /** A cause is told from this part of the tail on, and where no interval can be given only from the second. */
    private static final double LEAST_OF_TAIL = 0.01;

    private static final double LEAST_WITHOUT_INTERVAL = 0.05;

    /** Or from this part of the mean latency on. */
    private static final double LEAST_OF_MEAN = 0.03;

    private final Contrast contrast;
    private final Ledger ledger;
    private final StageNames names;

    Conclusions(Contrast contrast, Ledger ledger, StageNames names) {
        this.contrast = contrast;
        this.ledger = ledger;
        this.names = names;
    }

    /** The parts; those in which no counted request spent anything are left out. */
    List<Part> parts() {
        double whole = contrast.sums(ledger.latencies()).all();
        List<Part> parts = new ArrayList<>();
        for (Ledger.PartColumn part : ledger.parts()) {
            Contrast.Sums sums = contrast.sums(part.column());
            if (sums.all() != 0) {
                parts.add(new Part(
                        names.place(part.place()),
                        part.type(),
                        sums.all() / contrast.requests() / 1e6,
                        whole > 0 ? sums.all() / whole : 0,
                        contrast.difference(sums).times(1e-6)));
            }
        }
        return parts;
    }

    /** The causes, the largest in the tail first. */
    List<Cause> causes(PauseTrack pauses, LaneTrack lanes, ColdShapes shapes) {
        List<Cause> causes = new ArrayList<>();
        for (Ledger.HeldColumn held : ledger.held()) {
            tell(causes, held.type(), names.place(held.place()), contrast.sums(held.column()), held(held.type()));
        }
        for (Pause.Type type : List.of(Pause.Type.GC, Pause.Type.SAFEPOINT)) {
            Track track = pauses.track(type);
            if (!track.empty()) {
                tell(
                        causes,
                        PauseTrack.cause(type),
                        "",
                        contrast.sums(overlap(track)),
                        pauses.count(type) + " pauses in the run; what of them lies in each request");
            }
        }
        for (Pause.Type type : List.of(Pause.Type.JIT, Pause.Type.CLASS_LOADING)) {
            tellBeside(causes, PauseTrack.cause(type), pauses.track(type), pauses.count(type) + " bursts");
        }
        Map<CauseType, Track> withheld = lanes.tracks(ledger);
        withheld.forEach((type, track) -> {
            if (type == CauseType.MAJOR_FAULT) {
                tellBeside(causes, type, track, "slices with page faults that went to disk");
            } else {
                tell(causes, type, "", contrast.sums(ofService(track)), withheld(type));
            }
        });
        String evidence = shapes.evidence();
        if (!evidence.isEmpty()) {
            tell(causes, CauseType.COLD_SHAPE, "", contrast.sums(shapes.column()), evidence);
        }
        causes.sort(Comparator.comparingDouble((Cause cause) -> -cause.tailMs().value())
                .thenComparing(Cause::type)
                .thenComparing(Cause::stage));
        return causes;
    }

    private static String held(CauseType type) {
        return type == CauseType.HEAD_OF_LINE
                ? "all workers behind the wait were busy with earlier requests"
                : "requests waited until it ended, and do not go through it there themselves";
    }

    private static String withheld(CauseType type) {
        return switch (type) {
            case THROTTLED -> "the part of each slice in which the control group was held back, of the work in it";
            case STOLEN -> "the part of the processor time that the host gave to others, of the work in each slice";
            default ->
                "the part in which threads were ready and not running, of the work in each slice; at most what they waited in all";
        };
    }

    private void tell(List<Cause> causes, CauseType type, String stage, Contrast.Sums sums, String evidence) {
        Estimate tailMs = contrast.difference(sums).times(1e-6);
        double meanMs = sums.all() / contrast.requests() / 1e6;
        double wholeMs = contrast.sums(ledger.latencies()).all() / contrast.requests() / 1e6;
        if (meanMs > 0 && (inTail(tailMs) || meanMs >= LEAST_OF_MEAN * wholeMs)) {
            causes.add(new Cause(type, stage, meanMs, tailMs, evidence));
        }
    }

    private boolean inTail(Estimate tailMs) {
        double difference = contrast.told().differenceMs().value();
        Double lo = tailMs.lo();
        return lo == null
                ? difference > 0 && tailMs.value() >= LEAST_WITHOUT_INTERVAL * difference
                : lo > 0 && tailMs.value() >= LEAST_OF_TAIL * difference;
    }

    /**
     * What goes on beside requests does not stop them: it is a cause only as far as requests that had more of it took
     * longer.
     */
    private void tellBeside(List<Cause> causes, CauseType type, Track track, String what) {
        if (track.empty()) {
            return;
        }
        Slope slope = Slope.of(contrast, part(track), Contrast.reading(ledger.latencies()));
        if (slope.tells(1) && slope.nsPerUnit() > 0 && inTail(slope.tailNs().times(1e-6))) {
            causes.add(new Cause(
                    type,
                    "",
                    slope.nsPerUnit() * slope.mean() / 1e6,
                    slope.tailNs().times(1e-6),
                    String.format(
                            Locale.ROOT,
                            "%s; beside %.0f %% of the time of slow requests, %.0f %% of that of typical ones",
                            what,
                            100 * slope.slow(),
                            100 * slope.typical())));
        }
    }

    private Contrast.Values overlap(Track track) {
        PackedColumn.Cursor starts = ledger.starts().cursor();
        PackedColumn.Cursor latencies = ledger.latencies().cursor();
        return row -> {
            long start = starts.at(row);
            return track.between(start, start + latencies.orZero(row));
        };
    }

    private Contrast.Values part(Track track) {
        Contrast.Values overlap = overlap(track);
        Contrast.Values latencies = Contrast.reading(ledger.latencies());
        return row -> {
            double latency = latencies.of(row);
            double both = overlap.of(row);
            return latency > 0 ? both / latency : Double.NaN;
        };
    }

    private Contrast.Values ofService(Track track) {
        Contrast.Values part = part(track);
        Contrast.Values service = Contrast.reading(ledger.service());
        return row -> {
            double withheld = part.of(row);
            double worked = service.of(row);
            return Double.isNaN(withheld) ? 0 : withheld * worked;
        };
    }
}
