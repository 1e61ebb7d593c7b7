package io.narrows.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How far a model's answers lie from its own answers when the same samples are asked in another way. No expected answer has
 * a part in it: a model that is wrong may still agree with itself. An immutable value.
 *
 * @param ways the ways of asking, each held against the answers to each sample alone
 */
public record GoldenNoise(List<Way> ways) {

    public GoldenNoise {
        ways = List.copyOf(ways);
    }

    /**
     * One way of asking.
     *
     * @param name in words
     * @param answers answers that were compared; a sample may be asked more than once
     * @param bitEqual those of them that were the same to the last bit
     * @param failed samples that got no answer this way, or one of another form
     * @param figures the worst of each metric
     * @param worst id of the sample that differed most; empty where none did
     */
    public record Way(String name, int answers, int bitEqual, int failed, GoldenFigures figures, String worst) {

        /** Whether there were answers, and all of them were the same to the last bit. */
        public boolean invariant() {
            return answers > 0 && bitEqual == answers && failed == 0;
        }
    }

    /** The worst of each metric over all ways: a limit below it may refuse what is only noise. */
    public GoldenFigures floor() {
        return ways.stream().map(Way::figures).reduce(GoldenFigures.NONE, GoldenFigures::worse);
    }

    /** Whether every answer was the same to the last bit in every way. */
    public boolean invariant() {
        return !ways.isEmpty() && ways.stream().allMatch(Way::invariant);
    }

    /** Whether a limit is tighter than the model agrees with itself. */
    public boolean above(GoldenMetric metric, double limit) {
        GoldenFigures floor = floor();
        return floor.has(metric) && !metric.holds(floor.get(metric), limit);
    }

    void write(ObjectNode node) {
        node.put("invariant", invariant());
        floor().write(node.putObject("floor"));
        var list = node.putArray("ways");
        for (Way way : ways) {
            ObjectNode one = list.addObject();
            one.put("name", way.name());
            one.put("answers", way.answers());
            one.put("bitEqual", way.bitEqual());
            one.put("failed", way.failed());
            way.figures().write(one.putObject("figures"));
            one.put("worst", way.worst());
        }
    }
}
