package io.narrows.diagnosis;

import io.narrows.log.TraceDocument;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Requests that are compressed or decompressed more than once on their way. */
final class RepeatedCompression implements Detector {

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        List<Evidence.StageShare> stages = evidence.of(Role.COMPRESS);
        if (stages.isEmpty()) {
            return;
        }
        List<String> names = Evidence.names(stages);
        Requests requests = evidence.requests();
        double[] saved = new double[requests.size()];
        double[] times = new double[requests.size()];
        for (int row = 0; row < saved.length; row++) {
            double longest = 0;
            for (TraceDocument.Span span : requests.trace(row).spans()) {
                if (names.contains(requests.stage(span))) {
                    double ns = span.endNs() - span.startNs();
                    saved[row] += ns;
                    longest = Math.max(longest, ns);
                    times[row]++;
                }
            }
            saved[row] -= longest;
        }
        if (requests.mean(times) < 1.5) {
            return; // once is no repetition
        }
        into.accept(Draft.gain(
                        "compression-repeated",
                        stages.get(0).place(),
                        String.format(
                                Locale.ROOT,
                                "A request is compressed or decompressed %.1f times",
                                requests.mean(times)),
                        String.join(", ", names) + " take " + Words.percent(requests.share(requests.stagesNs(names)))
                                + " of the mean latency together; all but the longest of each request "
                                + Words.percent(requests.share(saved)),
                        "Keep the compressed form where only headers are looked at, and decompress once, where the content "
                                + "is needed.",
                        evidence.arithmetic()
                                .saving(saved, "each request is compressed or decompressed once", "at least"))
                .explaining(List.of(StageTime.ID), names));
    }
}
