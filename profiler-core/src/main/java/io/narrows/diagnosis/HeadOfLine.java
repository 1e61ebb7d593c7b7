package io.narrows.diagnosis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A few requests that take very long, and all others wait behind them. */
final class HeadOfLine implements Detector {

    /*
     * In a queue served in order, the mean wait grows with the mean square of the service time (Pollaczek and Khinchine). So where a
     * few requests make most of that mean square, they make most of the waiting.
     */

    /** A request is long when it takes this many times the median. */
    private static final double LONG = 5;

    /** More than this part of the requests are not a few. */
    private static final double FEW = 0.1;

    /** Part of the mean square that makes them the reason. */
    private static final double MOST = 0.5;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        for (Station station : evidence.stations()) {
            double wait = evidence.requests()
                    .share(evidence.requests().stageNs(station.queue().stage()));
            if (!station.batching() && wait >= Queues.WAITS) {
                look(evidence, station, wait, into);
            }
        }
    }

    private static void look(Evidence evidence, Station station, double wait, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        Crowd crowd = new Crowd(requests, station.stages());
        long[] sorted = crowd.executions().stream()
                .mapToLong(Crowd.Execution::ns)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return;
        }
        double limit = LONG * sorted[sorted.length / 2];
        double all = Arrays.stream(sorted).mapToDouble(ns -> (double) ns * ns).sum();
        double ofLong = Arrays.stream(sorted)
                .filter(ns -> ns > limit)
                .mapToDouble(ns -> (double) ns * ns)
                .sum();
        long count = Arrays.stream(sorted).filter(ns -> ns > limit).count();
        if (count == 0 || count > FEW * sorted.length || ofLong < MOST * all) {
            return;
        }
        double[] queued = requests.stageNs(station.queue().stage());
        double[] saved = crowd.inTurn(
                station.workers(), one -> one.startNs() - queued[one.row()], one -> one.ns() > limit ? 0 : one.ns());
        crowd.executions().forEach(one -> saved[one.row()] -= one.ns() > limit ? one.ns() : 0);
        into.accept(Draft.gain(
                        "head-of-line",
                        station.queue(),
                        String.format(
                                Locale.ROOT,
                                "%s of %,d that take long in %s hold up those behind them",
                                Words.times(count, "request", "requests"),
                                sorted.length,
                                String.join(", ", station.stages())),
                        String.format(
                                        Locale.ROOT,
                                        "they take more than %s, five times the median, and make %s of the waiting; ",
                                        Words.ms(limit / 1e6),
                                        Words.percent(ofLong / all))
                                + Queues.words(evidence, station, wait),
                        "Give long requests a queue and a worker of their own, cut them into pieces, or take short ones first.",
                        evidence.arithmetic().saving(saved, "long requests stand in nobody's way", "at most"))
                .explaining(List.of(Queues.TOO_FEW, Queues.SATURATED, StageTime.ID), station.all()));
    }
}
