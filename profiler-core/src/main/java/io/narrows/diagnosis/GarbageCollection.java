package io.narrows.diagnosis;

import io.narrows.log.Pause;
import io.narrows.log.TraceDocument;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Requests that stood still for the garbage collector. */
final class GarbageCollection implements Detector {

    /** Fewer requests that met a pause may be a coincidence. */
    private static final int ENOUGH = 5;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        double[] saved = new double[requests.size()];
        long met = 0;
        for (int row = 0; row < saved.length; row++) {
            TraceDocument trace = requests.trace(row);
            saved[row] = evidence.standstills().within(trace.startNs(), trace.endNs());
            met += saved[row] > 0 ? 1 : 0;
        }
        if (met < ENOUGH) {
            return;
        }
        List<Pause> pauses = evidence.standstills().pauses();
        double longest =
                pauses.stream().mapToLong(p -> p.endNs() - p.startNs()).max().orElse(0);
        Map<String, Long> causes = new TreeMap<>();
        pauses.forEach(pause -> causes.merge(pause.cause(), 1L, Long::sum));
        String cause = causes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        into.accept(Draft.gain(
                        "gc",
                        null,
                        "Garbage collection held up " + Words.percent((double) met / requests.size())
                                + " of the requests",
                        String.format(
                                Locale.ROOT,
                                "%s, the longest %s, mostly %s; %s of the mean latency",
                                Words.times(pauses.size(), "pause", "pauses"),
                                Words.ms(longest / 1e6),
                                cause.isEmpty() ? "of unknown cause" : cause,
                                Words.percent(requests.share(saved))),
                        "Allocate less per request (reuse buffers, keep numbers in primitive arrays), give the heap more room "
                                + "(`-Xmx`), or use a collector that pauses less (`-XX:+UseZGC`).",
                        evidence.arithmetic().saving(saved, "no request stands still for the collector", "at least"))
                .explaining(List.of(StageTime.ID, "head-of-line", Queues.SATURATED, Queues.TOO_FEW), List.of()));
    }
}
