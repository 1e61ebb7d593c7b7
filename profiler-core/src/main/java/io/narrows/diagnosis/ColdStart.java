package io.narrows.diagnosis;

import io.narrows.analysis.Warmup;
import io.narrows.analysis.statistics.Order;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A service that is ready before it is warm: its first requests, which are set apart from every other number, were so slow
 * that users felt it in the tail.
 */
final class ColdStart implements Detector {

    /** How many times as long the first ones must have taken. */
    private static final double TIMES = 2;

    /** How much longer the p99 of all must be than that without the first ones. */
    private static final double FELT = 1.25;

    private static final double TAIL = 0.99;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Warmup warmup = evidence.analysis().warmup();
        Requests requests = evidence.requests();
        if (warmup == null
                || requests.size() == 0
                || warmup.p50BeforeMs() < TIMES * warmup.p50After().value()) {
            return;
        }
        long untilNs = requests.trace(0).startNs() + Math.round(warmup.untilS() * 1e9);
        int first = 0;
        while (first < requests.size() && requests.trace(first).startNs() < untilNs) {
            first++;
        }
        double all = tailNs(requests, 0);
        double rest = tailNs(requests, first);
        // Of a long run only the end is at hand, and its beginning no longer weighs much.
        if (first == 0 || first > warmup.count() || first == requests.size() || all < FELT * rest) {
            return;
        }
        into.accept(Draft.note(
                Draft.Urgency.NOTE,
                "cold-start",
                null,
                String.format(
                        Locale.ROOT,
                        "The first %.1f s were %.1f times as slow as the rest",
                        warmup.untilS(),
                        warmup.p50BeforeMs() / warmup.p50After().value()),
                String.format(
                        Locale.ROOT,
                        "%s with a median of %s, against %s afterwards; the p99 of all is %s, without them %s. No other number"
                                + " of this report counts them",
                        Evidence.requests((double) warmup.count()),
                        Words.ms(warmup.p50BeforeMs()),
                        Words.ms(warmup.p50After().value()),
                        Words.ms(all / 1e6),
                        Words.ms(rest / 1e6)),
                "Run every shape some times before the service says that it is ready, and let a load balancer send a new"
                        + " instance little at first."));
    }

    /** The p99 of the requests from one on, by their weights. */
    private static double tailNs(Requests requests, int from) {
        int n = requests.size() - from;
        long[] latencies = new long[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            latencies[i] = Math.round(requests.latencyNs()[from + i]);
            sum += requests.weights()[from + i];
        }
        double upTo = 0;
        for (int at : Order.ascending(latencies)) {
            upTo += requests.weights()[from + at];
            if (upTo >= TAIL * sum) {
                return latencies[at];
            }
        }
        return 0;
    }
}
