package io.narrows.diagnosis;

import io.narrows.log.TraceDocument;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests that waited for a core, told by what kept it from them: a quota, too many threads of their own, or others. */
final class NoFreeCore implements Detector {

    /** From this part of the waiting on, the quota is what made threads wait. */
    private static final double OF_QUOTA = 0.25;

    /** Or from this part of the time on, whatever else threads waited for. */
    private static final double OF_TIME = 0.1;

    /** Others matter where they use more than this part of the machine. */
    private static final double OTHERS = 0.25;

    /** The service itself has the cores from this part of the machine on. */
    private static final double OWN = 0.75;

    /** Threads stand in each other's way from this many times the cores on. */
    private static final double CROWDED = 1.25;

    private static final List<String> EXPLAINS = List.of(
            StageTime.ID, "tokenize-heavy", "serialization-heavy", "head-of-line", Queues.SATURATED, Queues.TOO_FEW);

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Machine machine = evidence.machine();
        Double waited = machine.waitedS();
        if (waited == null || waited <= 0 || evidence.requests().size() == 0) {
            return;
        }
        Double throttled = machine.throttledS();
        Evidence.@Nullable StageShare crowded = crowded(evidence);
        if (throttled != null && throttled >= Math.min(OF_QUOTA * waited, OF_TIME * machine.seconds())) {
            throttled(evidence, throttled, into);
        } else if (crowded != null && machine.othersCores() < 1) {
            tooMany(evidence, crowded, into);
        } else if (taken(evidence)) {
            others(evidence, waited, into);
        }
    }

    private static void throttled(Evidence evidence, double throttledS, Consumer<Draft> into) {
        into.accept(Draft.gain(
                        "throttled",
                        null,
                        "The processor quota of the control group held the process back",
                        String.format(
                                Locale.ROOT,
                                "throttled for %.1f s of %.1f s, added up over the processors",
                                throttledS,
                                evidence.machine().seconds()),
                        "Raise the quota (`cpu.max`, in Kubernetes the CPU limit), or run fewer threads, so that the quota is "
                                + "not used up in a burst.",
                        evidence.arithmetic().saving(waits(evidence), "no request waits for a core", "at most"))
                .explaining(EXPLAINS, List.of()));
    }

    private static void tooMany(Evidence evidence, Evidence.StageShare stage, Consumer<Draft> into) {
        int cores = (int) Math.max(1, Math.floor(evidence.machine().cores()));
        Crowd crowd = new Crowd(evidence.requests(), stage.name());
        CoreWaits waits = evidence.coreWaits().onlyIn(stage.name());
        into.accept(Draft.gain(
                        "too-many-workers",
                        stage.place(),
                        String.format(
                                Locale.ROOT,
                                "%s runs %.1f times at once on %d %s: its threads take the cores from each other",
                                Words.name(stage.name()),
                                crowd.size(),
                                cores,
                                cores == 1 ? "core" : "cores"),
                        stage.words() + "; " + Words.percent(evidence.requests().share(waits(evidence)))
                                + " of the mean latency was spent on waiting for a core",
                        "Let as many threads compute as there are cores, and let the others wait in a queue (reference server: "
                                + "`batching.workers`, `prepare.threads`, `model.intra-op-threads`).",
                        evidence.arithmetic()
                                .saving(
                                        crowd.inTurn(
                                                cores,
                                                Crowd.Execution::startNs,
                                                one -> one.ns() - waits.within(one.startNs(), one.endNs())),
                                        "one execution of " + Words.name(stage.name()) + " to a core at a time",
                                        "at most"))
                .explaining(EXPLAINS, List.of()));
    }

    /**
     * Whether it can be said who has the cores: others, or the service beside its queues. Where a queue's workers have them, its
     * own work, told elsewhere, only shows in this way too; where nobody has them, threads wait for the scheduler or the host,
     * which no advice of ours changes.
     */
    private static boolean taken(Evidence evidence) {
        Machine machine = evidence.machine();
        Double own = machine.processCores();
        if (own == null || machine.othersCores() > OTHERS * machine.cores()) {
            return true;
        }
        return own > OWN * machine.cores()
                && evidence.stations().stream().noneMatch(station -> station.utilisation() >= Queues.BUSY);
    }

    private static void others(Evidence evidence, double waitedS, Consumer<Draft> into) {
        Machine machine = evidence.machine();
        Double own = machine.processCores();
        into.accept(Draft.gain(
                        "no-free-core",
                        null,
                        machine.othersCores() > machine.cores() * OTHERS
                                ? "Requests wait for a core that others use"
                                : "Requests wait for a core",
                        String.format(
                                Locale.ROOT,
                                "threads were ready and waited for %.1f s in %.1f s; of %.0f cores the process used %.2f and"
                                        + " others %.2f",
                                waitedS,
                                machine.seconds(),
                                machine.cores(),
                                own == null ? 0 : own,
                                machine.othersCores()),
                        "Give the service cores of its own, or move what runs beside it elsewhere.",
                        evidence.arithmetic().saving(waits(evidence), "no request waits for a core", "at most"))
                .explaining(EXPLAINS, List.of()));
    }

    /** What each would save without waiting for a core: its own waits, and by them the wait in queues for those before it. */
    private static double[] waits(Evidence evidence) {
        Requests requests = evidence.requests();
        double[] saved = new double[requests.size()];
        List<String> waiting = evidence.waiting();
        for (int row = 0; row < saved.length; row++) {
            for (TraceDocument.Span span : requests.trace(row).spans()) {
                if (!waiting.contains(requests.stage(span))) {
                    saved[row] += evidence.coreWaits().within(span.startNs(), span.endNs());
                }
            }
        }
        for (Station station : evidence.stations()) {
            if (!station.batching()) {
                Crowd crowd = new Crowd(requests, station.stages());
                double[] queued = requests.stageNs(station.queue().stage());
                double[] inTurn = crowd.inTurn(
                        station.workers(),
                        one -> one.startNs() - queued[one.row()],
                        one -> one.ns() - evidence.coreWaits().within(one.startNs(), one.endNs()));
                for (Crowd.Execution one : crowd.executions()) {
                    double own = evidence.coreWaits().within(one.startNs(), one.endNs());
                    saved[one.row()] += Math.max(0, inTurn[one.row()] - own);
                }
            }
        }
        return saved;
    }

    /** Of the stages whose executions stand in each other's way the one in which requests spend most time, or null. */
    private static Evidence.@Nullable StageShare crowded(Evidence evidence) {
        double cores = evidence.machine().cores();
        return evidence.stages().stream()
                .filter(share -> cores > 0
                        && !share.role().waits()
                        && !share.stage().inBatch()
                        && new Crowd(evidence.requests(), share.name()).size() > CROWDED * cores)
                .max(Comparator.comparingLong(Evidence.StageShare::meanTenths))
                .orElse(null);
    }
}
