package io.narrows.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Stages that take as long as the bodies are large, with large bodies. */
final class LargePayload implements Detector {

    /** Smaller bodies cost little beside what every request costs: they fit into the first windows of a connection. */
    private static final double LARGE_BYTES = 64 * 1024;

    /** The bytes must explain most of how the time of a stage varies. */
    private static final double FIT = 0.5;

    private static final double SMALLER = 0.5;
    private static final List<String> ATTRIBUTES = List.of("request.bytes", "response.bytes");

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        for (String attribute : ATTRIBUTES) {
            look(evidence, attribute, into);
        }
    }

    private static void look(Evidence evidence, String attribute, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        long[] bytes = requests.attribute(attribute, 0);
        double mean = requests.mean(Arrays.stream(bytes).asDoubleStream().toArray());
        if (mean < LARGE_BYTES) {
            return;
        }
        double[] saved = new double[requests.size()];
        List<String> stages = new ArrayList<>();
        for (Evidence.StageShare share : evidence.stages()) {
            double nsPerByte = nsPerByte(requests.stageNs(share.name()), bytes);
            if (!share.role().waits() && nsPerByte > 0) {
                stages.add(share.name());
                for (int row = 0; row < saved.length; row++) {
                    saved[row] += SMALLER * nsPerByte * bytes[row];
                }
            }
        }
        if (stages.isEmpty()) {
            return;
        }
        String what = attribute.substring(0, attribute.indexOf('.')) + " bodies";
        into.accept(Draft.gain(
                        "large-payload",
                        largest(evidence, stages),
                        Words.percent(2 * requests.share(saved)) + " of the mean latency grows with the size of "
                                + what,
                        String.format(
                                Locale.ROOT,
                                "%s are %,.0f kB on average; the time of %s follows them",
                                what,
                                mean / 1000,
                                String.join(", ", stages)),
                        "Send less: only the fields that the other side reads, numbers in binary form, references instead of "
                                + "contents; or compress where the network is slower than the codec.",
                        evidence.arithmetic().saving(saved, what + " are half as large", "at least"))
                .explaining(List.of(StageTime.ID, "serialization-heavy", "data-starvation"), stages));
    }

    private static double nsPerByte(double[] stageNs, long[] bytes) {
        Line line = new Line();
        for (int row = 0; row < bytes.length; row++) {
            line.add((double) bytes[row], stageNs[row]);
        }
        return line.fit() < FIT ? 0 : line.slope();
    }

    private static Draft.Place largest(Evidence evidence, List<String> stages) {
        return evidence.stages().stream()
                .filter(share -> stages.contains(share.name()))
                .reduce((a, b) -> b.meanTenths() > a.meanTenths() ? b : a)
                .orElseThrow()
                .place();
    }
}
