package io.narrows.whatif;

import io.narrows.analysis.statistics.Order;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** How much of the real waiting at the stations their workers do not explain. Not changed once made. */
final class Unexplained {

    /*
     * What a request waited beyond the moment at which a worker was free for it counts as handing over, and a replay plays
     * it back as it was, whatever is changed. Workers who also serve another queue, a lock behind the queue and a wrong
     * number of workers would all hide there: the unchanged replay would be right and every other one wrong. So most of the
     * waiting of those who really waited has to be explained, over all requests and over the slow ones.
     */

    /** Most of the waiting of those who really waited that may be handing over. */
    private static final double MOST_OF_WAITING = 0.2;

    /** Below this part of the latency it changes no prediction by much; jitter makes more of the slow ones. */
    private static final double LEAST_OF_LATENCY = 0.05;

    private static final double LEAST_OF_SLOW = 0.1;

    /** Part of the requests that are slow. */
    private static final double SLOW = 0.05;

    /** Part of those who really waited, though a worker was idle, from which on it is said. */
    private static final double COMMON = 0.2;

    /** It is not said of less than this part of the latency. */
    private static final double WORTH = 0.01;

    private final Visits visits;
    private final TraceColumns traces;
    private final List<Place> places;

    Unexplained(Model model, Visits visits, List<Place> places) {
        this.visits = visits;
        this.places = places;
        traces = model.traces();
    }

    /** Why the run cannot be replayed, in one line; empty where it can. */
    String problem() {
        boolean[] all = traces.counts;
        boolean[] slow = slow();
        for (Place place : places) {
            if (hidden(place, all, LEAST_OF_LATENCY) || hidden(place, slow, LEAST_OF_SLOW)) {
                int workers = place.rules.workers();
                return "the waits at '" + place.name + "' are not explained by its " + workers
                        + (workers == 1 ? " worker" : " workers");
            }
        }
        return "";
    }

    private boolean hidden(Place place, boolean[] requests, double leastOfLatency) {
        long real = Waits.realFrom(visits, place.rows);
        double waiting = 0;
        double handingOver = 0;
        for (int row : place.rows) {
            if (requests[visits.request[row]] && wait(row) >= real) {
                waiting += wait(row);
                handingOver += place.handOverNs(row);
            }
        }
        return handingOver > MOST_OF_WAITING * waiting && handingOver > leastOfLatency * latency(requests);
    }

    /** Why to trust predictions less; empty where there is nothing. */
    String caution() {
        TreeSet<String> cautions = new TreeSet<>();
        for (Place place : places) {
            long real = Waits.realFrom(visits, place.rows);
            int waited = 0;
            int idle = 0;
            double idleNs = 0;
            for (int row : place.rows) {
                if (wait(row) >= real) {
                    waited++;
                    if (place.foundIdle(row) && place.handOverNs(row) >= real) {
                        idle++;
                        idleNs += place.handOverNs(row);
                    }
                }
            }
            if (idle >= Holding.FEWEST && idle > COMMON * waited && idleNs > WORTH * latency(traces.counts)) {
                cautions.add(Math.round(100.0 * idle / waited) + " % of those who waited at '" + place.name
                        + "' did so while a worker was idle; that stays as it was");
            }
        }
        return String.join("; ", cautions);
    }

    private long wait(int row) {
        return visits.taken[row] - visits.enter[row];
    }

    private double latency(boolean[] requests) {
        double sum = 0;
        for (int r = 0; r < traces.size; r++) {
            sum += requests[r] ? traces.end[r] - traces.start[r] : 0;
        }
        return sum;
    }

    /** The slowest of those that count. */
    private boolean[] slow() {
        long[] latencies = new long[traces.size];
        for (int r = 0; r < latencies.length; r++) {
            latencies[r] = traces.counts[r] ? traces.end[r] - traces.start[r] : -1;
        }
        int[] order = Order.ascending(latencies);
        int wanted = (int) Math.ceil(SLOW * Counted.count(traces));
        boolean[] slow = new boolean[latencies.length];
        Arrays.stream(order).skip(order.length - wanted).forEach(r -> slow[r] = true);
        return slow;
    }
}
