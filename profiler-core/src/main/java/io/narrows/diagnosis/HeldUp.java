package io.narrows.diagnosis;

import io.narrows.analysis.accounting.Blame;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were held up outside of any queue by what others did: by the stage that they wait to enter, which is a lock,
 * or by another stage on the same thread, which is a blocked event loop.
 */
final class HeldUp implements Detector {

    /**
     * By chance, some request leaves a stage within the moment in which another's wait ends in a few of a hundred waits. A
     * quarter of the waiting is far from that.
     */
    private static final double NO_COINCIDENCE = 0.25;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        evidence.attribution().blames().stream()
                .filter(blame -> blame.shareOfWait() >= NO_COINCIDENCE)
                .sorted(Comparator.comparingDouble(Blame::msPerRequest).reversed())
                .forEach(blame -> look(evidence, blame, into));
    }

    private static void look(Evidence evidence, Blame blame, Consumer<Draft> into) {
        Evidence.@Nullable StageShare waiting = evidence.stage(blame.waitingStage());
        if (waiting != null && waiting.role() == Role.WAIT) {
            return; // a queue is what it is called
        }
        Requests requests = evidence.requests();
        double[] waits = requests.waitNs(blame.waitingStage());
        String next = requests.after(blame.waitingStage());
        Evidence.StageShare blocking = evidence.stage(blame.blockingStage());
        if (blocking == null || next == null || requests.mean(waits) <= 0) {
            return;
        }
        double part = Math.min(1, blame.msPerRequest() * 1e6 / requests.mean(waits));
        double[] saved = waits.clone();
        for (int row = 0; row < saved.length; row++) {
            saved[row] *= part;
        }
        String name = Words.name(blocking.name());
        String evidenceText = String.format(
                Locale.ROOT,
                "%s per request, %s of the time %s; %,d waits, the longest %s",
                Words.ms(blame.msPerRequest()),
                Words.percent(blame.shareOfWait()),
                blame.waitingStage().startsWith(Requests.AFTER) ? blame.waitingStage() : "in " + blame.waitingStage(),
                blame.waits(),
                Words.ms(blame.longestMs()));
        boolean lock = next.equals(blocking.name());
        Finding.Prediction promise =
                evidence.arithmetic().saving(saved, "no request is held up by " + name + " of others", "at most");
        into.accept((lock
                        ? Draft.gain(
                                "lock",
                                blocking.place(),
                                "Requests wait for each other to leave " + name + ", one at a time",
                                evidenceText,
                                "Hold the lock for less time: move what need not be inside out of it, split it by key, or use a"
                                        + " structure without one.",
                                promise)
                        : Draft.gain(
                                "event-loop-blocked",
                                blocking.place(),
                                name + " blocks the thread that other requests need for " + Words.name(next),
                                evidenceText,
                                "Never block an event loop: run " + name
                                        + " on a worker thread (Vert.x: `executeBlocking`), or"
                                        + " call it without blocking.",
                                promise))
                .explaining(List.of(StageTime.ID, UnaccountedTime.ID), List.of()));
    }
}
