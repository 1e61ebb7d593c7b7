package io.narrows.whatif;

import java.util.List;

/** Time of requests that lies in no stage, and may be waiting. Holds no state. */
final class Gaps {

    /** Part of the latency from which on it matters. */
    private static final double MOST = 0.05;

    private Gaps() {}

    /** Why it is not known who waits for whom, in words; empty where it is. */
    static String unknown(TraceColumns traces, List<Place> places, boolean shared) {
        if (places.isEmpty() && !shared) {
            return "no stage with 'queue' or 'wait' in its name has stages behind it, so who waits for whom is not known";
        }
        double share = share(traces);
        return share > MOST ? Math.round(share * 100) + " % of the latency lies in no stage and may be waiting" : "";
    }

    /** Part of the latency of those that count. */
    private static double share(TraceColumns traces) {
        double all = 0;
        double spans = 0;
        for (int r = 0; r < traces.size; r++) {
            if (traces.counts[r]) {
                all += traces.end[r] - traces.start[r];
                for (int s = traces.firstSpan[r]; s < traces.firstSpan[r + 1]; s++) {
                    spans += traces.spanEnd[s] - traces.spanStart[s];
                }
            }
        }
        return all == 0 ? 0 : 1 - spans / all;
    }
}
