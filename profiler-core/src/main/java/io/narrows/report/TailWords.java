package io.narrows.report;

import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.accounting.Part;
import io.narrows.analysis.accounting.TailContrast;
import io.narrows.analysis.statistics.Estimate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** What every report says about slow requests. */
final class TailWords {

    /** A part of less of the difference, and of less of the mean, is not worth a row. */
    private static final double WORTH = 0.005;

    private TailWords() {}

    /** Whether there are enough requests to set slow ones apart from typical ones. */
    static boolean told(TailContrast contrast) {
        return contrast.slow() >= 2 && contrast.typical() >= 1;
    }

    static String lead(TailContrast contrast) {
        if (!told(contrast)) {
            return "There are too few requests to set slow ones apart from typical ones. The parts of a request add up to its"
                    + " latency.";
        }
        return "The " + Format.slowest(contrast.slow()) + ", from "
                + Format.number(contrast.slowFromMs())
                + " ms on, take " + Format.ms(contrast.differenceMs()) + " longer than typical ones ("
                + Format.number(contrast.typicalFromMs()) + " to " + Format.number(contrast.typicalToMs())
                + " ms). The parts of a request add up to its latency, so the parts of the difference add up to it.";
    }

    /** The whole in a sentence or two: what comes on top in slow requests, and what held them up. */
    static String brief(Attribution attribution, int most) {
        TailContrast contrast = attribution.contrast();
        StringJoiner parts = new StringJoiner("; ");
        growing(attribution).stream().limit(most).forEach(part -> parts.add(name(part) + " " + brief(part.tailMs())));
        StringJoiner causes = new StringJoiner("; ");
        attribution.causes().stream()
                .filter(cause -> cause.tailMs().value() > 0)
                .limit(most)
                .forEach(cause -> causes.add(CauseWords.of(cause.type()) + " " + brief(cause.tailMs())));
        return "the slowest " + Format.count(contrast.slow()) + " take " + Format.ms(contrast.differenceMs())
                + " more than typical ones" + (parts.length() == 0 ? "" : ": " + parts)
                + (causes.length() == 0 ? "" : ". Causes: " + causes);
    }

    /** Without a word about an interval where there is none; the sentence around it has said so. */
    private static String brief(Estimate estimate) {
        return estimate.lo() == null ? Format.number(estimate.value()) : Format.withInterval(estimate);
    }

    /** Name of a part. */
    static String name(Part part) {
        return Html.name(Format.clean(part.stage())) + ", " + CauseWords.of(part.type());
    }

    /** Parts that are larger in slow requests, the largest first. */
    static List<Part> growing(Attribution attribution) {
        return attribution.parts().stream()
                .filter(part -> part.tailMs().value() > 0)
                .sorted(Comparator.comparingDouble((Part p) -> p.tailMs().value())
                        .reversed())
                .toList();
    }

    /** The parts that matter most, in their order. */
    static List<Part> worth(Attribution attribution, int most) {
        double difference = Math.abs(attribution.contrast().differenceMs().value());
        Set<Part> chosen = attribution.parts().stream()
                .filter(part ->
                        part.shareOfMean() >= WORTH || Math.abs(part.tailMs().value()) >= WORTH * difference)
                .sorted(Comparator.comparingDouble(
                                (Part p) -> Math.abs(p.tailMs().value()) + p.meanMs())
                        .reversed())
                .limit(most)
                .collect(Collectors.toSet());
        return attribution.parts().stream().filter(chosen::contains).toList();
    }
}
