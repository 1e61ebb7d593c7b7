package io.narrows.analysis.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadStages;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageJoinTest {

    private static final StageTable NAMES = new StageTable(
            List.of(
                    new StageTable.StageEntry("decode", "DATA"),
                    new StageTable.StageEntry("queue", "SERVING"),
                    new StageTable.StageEntry("forward", "COMPUTE")),
            List.of(new StageTable.AttributeEntry("batch.profiled", "")),
            List.of("ask"));

    private final Samples samples = new Samples();

    private static TraceDocument trace(long serial, long startNs, long endNs, double weight, Span... spans) {
        return new TraceDocument(
                serial,
                1,
                serial,
                0,
                startNs,
                endNs,
                TraceDocument.Outcome.OK,
                "",
                false,
                weight,
                false,
                List.of(spans),
                List.of(),
                0,
                TraceDocument.Kept.SAMPLED);
    }

    private static ThreadStages.Boundary enter(long atNs, long serial, int stage) {
        return new ThreadStages.Boundary(atNs, serial, false, stage);
    }

    private CpuProfile join(long slowFromNs, LogDocument... documents) {
        StageJoin join = StageJoin.of(samples, AnalysisOptions.allTraces());
        for (LogDocument document : documents) {
            join.first(document);
        }
        for (LogDocument document : documents) {
            join.second(document);
        }
        return join.finish(new Bands(slowFromNs, 0, slowFromNs - 1));
    }

    private static String told(CpuProfile profile) {
        StringBuilder text = new StringBuilder();
        for (CpuProfile.StageCpu stage : profile.stages()) {
            text.append(stage.stage()).append('=').append(stage.samples()).append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void aSampleBelongsToTheStageThatItsThreadIsIn() {
        samples.add(7, 150, "main;decode");
        samples.add(7, 250, "main;idle");
        samples.add(8, 150, "main;other");
        samples.add(7, 99, "main;before");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                trace(1, 100, 300, 1, new Span(0, 100, 200, 0)),
                new ThreadStages(7, List.of(enter(100, 1, 0), enter(200, 1, ThreadStages.NONE))));

        assertEquals("decode=1.0", told(profile));
        assertEquals(4, profile.samples());
        assertEquals("main;decode", profile.stages().get(0).stacks().get(0).frames());
        assertEquals("decode", profile.stages().get(0).frames().get(0).name());
    }

    @Test
    void whatAnotherThreadEndedIsOver() {
        samples.add(7, 150, "a");
        samples.add(7, 900, "late");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                trace(1, 100, 300, 1, new Span(0, 100, 200, 0)),
                new ThreadStages(7, List.of(enter(100, 1, 0))));

        assertEquals("decode=1.0", told(profile));
    }

    @Test
    void aThreadThatPutARequestIntoAQueueIsNotInTheQueue() {
        samples.add(7, 250, "next");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                trace(1, 100, 300, 1, new Span(0, 100, 200, 0), new Span(1, 200, 300, 0)),
                new ThreadStages(7, List.of(enter(100, 1, 0), enter(200, 1, 1))));

        assertTrue(profile.stages().isEmpty(), () -> told(profile));
    }

    @Test
    void whatGoesOnInTheNextDocumentIsSeen() {
        samples.add(7, 150, "a");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                trace(1, 100, 300, 1, new Span(0, 100, 200, 0)),
                new ThreadStages(7, List.of(enter(100, 1, 0))),
                new ThreadStages(7, List.of(enter(200, 1, ThreadStages.NONE))));

        assertEquals("decode=1.0", told(profile));
    }

    @Test
    void aBatchesSampleIsSharedByItsMembers() {
        samples.add(9, 150, "work;gemm");
        BatchDocument batch = new BatchDocument(
                5,
                100,
                200,
                false,
                false,
                List.of(new Span(2, 100, 200, 5)),
                List.of(new BatchDocument.Member(1, 1), new BatchDocument.Member(2, 1)),
                List.of());

        CpuProfile profile = join(
                1_000,
                NAMES,
                batch,
                trace(1, 50, 250, 1, new Span(2, 100, 200, 5)),
                trace(2, 50, 1_200, 1, new Span(2, 100, 200, 5)),
                new ThreadStages(
                        9,
                        List.of(
                                new ThreadStages.Boundary(100, 5, true, 2),
                                new ThreadStages.Boundary(200, 5, true, ThreadStages.NONE))));

        assertEquals("forward=1.0", told(profile));
        assertEquals(0.5, profile.stages().get(0).ofSlow());
    }

    /** What the engine's profiler does in it would be taken for what makes slow requests slow. */
    @Test
    void aProfiledBatchIsOfItsStageButNeitherSlowNorTypical() {
        samples.add(9, 150, "work;profiler");
        BatchDocument batch = new BatchDocument(
                5,
                100,
                200,
                false,
                false,
                List.of(new Span(2, 100, 200, 5)),
                List.of(new BatchDocument.Member(1, 1)),
                List.of(new TraceDocument.AttributeValue(0, 1)));

        CpuProfile profile = join(
                1_000,
                NAMES,
                batch,
                trace(1, 50, 1_200, 1, new Span(2, 100, 200, 5)),
                new ThreadStages(9, List.of(batch(100, 2), batch(200, ThreadStages.NONE))));

        assertEquals("forward=1.0", told(profile));
        assertEquals(0, profile.stages().get(0).ofSlow());
        assertEquals(0, profile.stages().get(0).ofTypical());
    }

    @Test
    void sampledTracesCountByTheirWeightAndContextNever() {
        samples.add(7, 150, "a");
        samples.add(8, 150, "b");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                trace(1, 100, 300, 8, new Span(0, 100, 200, 0)),
                trace(2, 100, 300, 0, new Span(0, 100, 200, 0)),
                new ThreadStages(7, List.of(enter(100, 1, 0))),
                new ThreadStages(8, List.of(enter(100, 2, 0))));

        assertEquals("decode=8.0", told(profile));
    }

    private static ThreadStages.Boundary batch(long atNs, int stage) {
        return new ThreadStages.Boundary(atNs, 5, true, stage);
    }

    private static BatchDocument forward(long startNs, long endNs) {
        return new BatchDocument(
                5,
                startNs,
                endNs,
                false,
                false,
                List.of(new Span(2, startNs, endNs, 5)),
                List.of(new BatchDocument.Member(1, 1), new BatchDocument.Member(2, 1)),
                List.of());
    }

    @Test
    void aBatchGoesOnWhileItsWorkerEndsWhatMembersWereIn() {
        samples.add(9, 150, "work;gemm");
        samples.add(9, 170, "work;gemm");
        samples.add(9, 190, "work;gemm");
        samples.add(9, 220, "work;encode");
        samples.add(9, 260, "work;rest");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                forward(100, 200),
                trace(1, 50, 250, 1, new Span(1, 60, 100, 0), new Span(2, 100, 200, 5), new Span(0, 210, 250, 0)),
                trace(2, 50, 180, 1, new Span(1, 60, 100, 0), new Span(2, 100, 180, 5)),
                new ThreadStages(
                        9,
                        List.of(
                                batch(100, 2),
                                enter(101, 1, ThreadStages.NONE),
                                enter(102, 2, ThreadStages.NONE),
                                enter(160, 1, 0),
                                enter(180, 2, ThreadStages.NONE),
                                batch(200, ThreadStages.NONE),
                                enter(210, 1, 0),
                                enter(250, 1, ThreadStages.NONE))));

        assertEquals("forward=3.0 decode=1.0", told(profile));
    }

    @Test
    void aBatchThatAnotherThreadEndedHidesNothing() {
        samples.add(9, 150, "work;gemm");
        samples.add(9, 220, "work;decode");

        CpuProfile profile = join(
                Long.MAX_VALUE,
                NAMES,
                forward(100, 200),
                trace(1, 50, 250, 1, new Span(2, 100, 200, 5)),
                trace(2, 50, 250, 1, new Span(2, 100, 200, 5)),
                trace(3, 210, 250, 1, new Span(0, 210, 250, 0)),
                new ThreadStages(9, List.of(batch(100, 2), enter(210, 3, 0), enter(250, 3, ThreadStages.NONE))));

        assertEquals("decode=1.0 forward=1.0", told(profile));
    }
}
