package io.narrows.diagnosis;

import io.narrows.whatif.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Requests whose input was computed before, or is being computed: a cache or coalescing would save them. */
final class DuplicateWork implements Detector {

    private static final String HASH = "input.hash";
    private static final String CACHE = "cache";

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        if (!requests.has(HASH)) {
            return;
        }
        long[] hashes = requests.attribute(HASH, 0);
        long[] cache = requests.attribute(CACHE, 0);
        List<String> cacheable = evidence.stages().stream()
                .filter(share -> !share.stage().segment().equals("SERVING")
                        || share.role().waits())
                .map(Evidence.StageShare::name)
                .toList();
        double[] computing = requests.stagesNs(cacheable);
        double[] saved = new double[requests.size()];
        double[] repeated = new double[requests.size()];
        Map<Long, Long> knownFromNs = new HashMap<>();
        for (int row = 0; row < saved.length; row++) {
            long endNs = requests.trace(row).endNs();
            Long known = hashes[row] == 0 ? null : knownFromNs.putIfAbsent(hashes[row], endNs);
            if (known != null && cache[row] == 0) {
                repeated[row] = 1;
                double without = requests.latencyNs()[row] - computing[row];
                double until = known - requests.trace(row).startNs(); // coalesced: it waits for the first
                saved[row] = Math.max(0, requests.latencyNs()[row] - Math.max(without, until));
            }
        }
        double part = requests.mean(repeated);
        into.accept(Draft.gain(
                        "duplicate-work",
                        null,
                        Words.percent(part) + " of the requests compute what was computed before",
                        String.format(
                                Locale.ROOT,
                                "%,d different inputs in %,d requests, by their hashes; what a repeated one need not do takes %s"
                                        + " of the mean latency",
                                knownFromNs.size(),
                                requests.size(),
                                Words.percent(requests.share(saved))),
                        Suggestions.DUPLICATES,
                        evidence.promise(
                                saved,
                                String.format(
                                        Locale.ROOT,
                                        "a cache that holds the %,d inputs of these requests",
                                        knownFromNs.size()),
                                "at least",
                                new Change.Cache(0),
                                new Change.Coalesce()))
                .explaining(
                        List.of(
                                StageTime.ID,
                                "tokenize-heavy",
                                "padding-waste",
                                "batch-window-short",
                                "queue-saturated",
                                "too-few-workers"),
                        List.of()));
    }
}
