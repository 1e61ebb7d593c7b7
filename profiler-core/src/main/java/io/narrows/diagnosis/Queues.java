package io.narrows.diagnosis;

import io.narrows.whatif.Change;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Requests that wait for a worker: told as too few workers where a core is free for another, else as saturation. */
final class Queues implements Detector {

    static final String TOO_FEW = "too-few-workers";
    static final String SATURATED = "queue-saturated";

    /** Above this utilisation, waiting grows steeply with every further request. */
    static final double BUSY = 0.8;

    /** A queue that takes less than this part of the mean is not what makes requests slow. */
    static final double WAITS = 0.2;

    /** One worker more is worth a look from here on; below, requests wait for something else. */
    private static final double WORTH_A_WORKER = 0.5;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        for (Station station : evidence.stations()) {
            double wait = evidence.requests()
                    .share(evidence.requests().stageNs(station.queue().stage()));
            if (wait < WAITS || ready(evidence, station)) {
                continue;
            }
            if (station.utilisation() >= WORTH_A_WORKER && coreForAnother(evidence, station)) {
                into.accept(tooFew(evidence, station, wait));
            } else if (station.utilisation() >= BUSY) {
                into.accept(saturated(evidence, station, wait));
            }
        }
    }

    /** Whether what waits there is data that was loaded ahead: it is meant to wait. */
    private static boolean ready(Evidence evidence, Station station) {
        return station.queue().stage().equals(InputBound.READY) && InputBound.batches(evidence.requests());
    }

    /** Whether what a worker uses of a core is free: the process's cores, shared out over all that executes in it. */
    private static boolean coreForAnother(Evidence evidence, Station station) {
        Machine machine = evidence.machine();
        Double used = machine.processCores();
        if (used == null || machine.cores() <= 0) {
            return false;
        }
        double busy = station.utilisation() * station.workers();
        return machine.freeCores() >= Math.min(1, used / Math.max(1, busy));
    }

    private static Draft tooFew(Evidence evidence, Station station, double wait) {
        String workers = Words.times(station.workers(), "worker", "workers");
        Requests requests = evidence.requests();
        Crowd crowd = new Crowd(requests, station.stages());
        double[] saved = station.batching()
                ? requests.stageNs(station.queue().stage())
                : crowd.inTurn(
                        station.workers() + 1,
                        one -> one.startNs() - requests.stageNs(station.queue().stage())[one.row()],
                        Crowd.Execution::ns);
        return Draft.gain(
                        TOO_FEW,
                        station.queue(),
                        String.format(
                                Locale.ROOT,
                                "Requests wait in %s for %s though a core is free",
                                Words.name(station.queue().stage()),
                                workers),
                        words(evidence, station, wait)
                                + String.format(
                                        Locale.ROOT,
                                        "; %.1f cores are free",
                                        evidence.machine().freeCores()),
                        "Add a worker (reference server: `" + key(station) + "`).",
                        evidence.promise(
                                saved,
                                "one worker more",
                                "at most",
                                new Change.Workers(station.queue().stage(), station.workers() + 1)))
                .explaining(List.of(StageTime.ID, SATURATED), station.all());
    }

    private static Draft saturated(Evidence evidence, Station station, double wait) {
        return Draft.gain(
                        SATURATED,
                        station.queue(),
                        "Requests wait in " + Words.name(station.queue().stage()) + ": "
                                + String.join(", ", station.stages()) + " can hardly serve what arrives",
                        words(evidence, station, wait),
                        "Waiting is a symptom: make " + String.join(", ", station.stages())
                                + " faster, let one forward serve more requests (reference server: `batching.max-size`), or "
                                + "send less; a worker more needs a core that is not free.",
                        evidence.promise(
                                evidence.faster(station.stages(), StageTime.FASTER),
                                String.join(", ", station.stages()) + " 20 % faster",
                                "at least",
                                station.stages().stream()
                                        .map(stage -> new Change.Faster(stage, 100 * StageTime.FASTER))
                                        .toArray(Change[]::new)))
                .explaining(List.of(StageTime.ID), station.all());
    }

    static String words(Evidence evidence, Station station, double wait) {
        return String.format(
                Locale.ROOT,
                "waiting takes %s of the mean latency; %s %s busy %.0f %% of the time",
                Words.percent(wait),
                Words.times(station.workers(), "worker", "workers"),
                station.workers() == 1 ? "was" : "were",
                100 * station.utilisation());
    }

    private static String key(Station station) {
        String queue = station.queue().stage();
        return queue.startsWith("prepare")
                ? "prepare.threads"
                : queue.startsWith("encode") ? "encode.threads" : "batching.workers";
    }
}
