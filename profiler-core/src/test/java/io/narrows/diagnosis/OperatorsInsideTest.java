package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.Operators;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorsInsideTest {

    private static final long FORWARD_NS = 1_000_000;

    /** Titles of the finding in a run whose forwards take most of the time and are all like this one. */
    private static List<String> titles(Operators.Time... times) {
        return titles(List.of("engine"), times);
    }

    private static List<String> titles(List<String> engines, Operators.Time... times) {
        List<LogDocument> documents = new ArrayList<>(new MadeUpRun(1)
                .requests(600, 50, (run, request) -> request.in("SERVING read", 1)
                        .in("COMPUTE forward", 8)
                        .in("SERVING write", 1))
                .documents());
        for (int i = 1; i <= 10; i++) {
            documents.add(2, new Operators(i, engines.get(i % engines.size()), FORWARD_NS, List.of(times)));
        }
        return Diagnoser.diagnose(documents, AnalysisOptions.allTraces(), null).findings().stream()
                .filter(finding -> finding.id().equals(OperatorsInside.ID))
                .map(Finding::title)
                .toList();
    }

    private static Operators.Time time(String layer, String operator, double share) {
        return new Operators.Time(layer, operator, 1, (long) (share * FORWARD_NS), -1, 0);
    }

    @Test
    void layersOfOneKindCountTogether() {
        assertEquals(
                List.of("40.0 % of forward is the 2 layers layer*.up"),
                titles(
                        time("layer0.up", "mm", 0.2),
                        time("layer1.up", "mm", 0.2),
                        time("layer0.down", "mm", 0.15),
                        time("layer1.down", "mm", 0.15)));
    }

    @Test
    void anOperatorInAllLayersCountsWhereNoKindOfLayerDominates() {
        assertEquals(
                List.of("68.0 % of forward is mm, in 4 layers"),
                titles(
                        time("query", "mm", 0.17),
                        time("key", "mm", 0.17),
                        time("value", "mm", 0.17),
                        time("out", "mm", 0.17),
                        time("out", "add", 0.1)));
    }

    @Test
    void anOperatorCountsWhereNoLayerIsKnown() {
        assertEquals(List.of("50.0 % of forward is mm"), titles(time("", "mm", 0.5), time("", "add", 0.2)));
    }

    @Test
    void nothingIsSaidOfOneModelAmongSeveral() {
        assertEquals(List.of(), titles(List.of("engine (a)", "engine (b)"), time("", "mm", 0.5)));
    }

    @Test
    void nothingIsSaidWhereNothingDominates() {
        assertEquals(
                List.of(),
                titles(time("a", "mm", 0.25), time("b", "add", 0.25), time("c", "gelu", 0.25), time("d", "norm", 0.2)));
    }
}
