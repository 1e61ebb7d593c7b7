package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules by which a trace and its batches become one row of spans, one by one. */
class TimelineTest {
    private static final int QUEUE = 1;
    private static final int ASSEMBLE = 2;
    private static final int FORWARD = 3;
    private static final int ENCODE = 4;

    private final List<String> spans = new ArrayList<>();
    private final RecordedBatch batch = new RecordedBatch(9);

    private final Timeline timeline = new Timeline(0) {
        @Override
        protected void span(int stage, long startNs, long endNs, long batchSerial) {
            spans.add(stage + " " + startNs + "-" + endNs + (batchSerial == 0 ? "" : " in " + batchSerial));
        }
    };

    private void batch(int stage, long ns) {
        batch.add(stage, ns, batch.changes());
    }

    @Test
    void enteringEndsWhatWasOpen() {
        timeline.enter(QUEUE, 10);
        timeline.enter(ENCODE, 20);
        timeline.leave(30);
        timeline.leave(40);
        timeline.enter(QUEUE, 50);
        timeline.end(60);
        assertEquals(List.of("1 10-20", "4 20-30", "1 50-60"), spans);
    }

    @Test
    void aMembersOwnStageLastsUntilTheBatchsFirst() {
        timeline.enter(QUEUE, 10);
        timeline.join(batch, 0, 20);
        batch(ASSEMBLE, 30);
        batch(FORWARD, 40);
        batch(BatchTimeline.ENDED, 50);
        timeline.enter(ENCODE, 60);
        timeline.end(70);
        assertEquals(List.of("1 10-30", "2 30-40 in 9", "3 40-50 in 9", "4 60-70"), spans);
    }

    @Test
    void stagesThatBeganBeforeItJoinedAreNotIts() {
        timeline.enter(QUEUE, 10);
        batch(ASSEMBLE, 15);
        timeline.join(batch, batch.changes(), 20);
        batch(BatchTimeline.LEFT, 25);
        batch(FORWARD, 40);
        batch(BatchTimeline.ENDED, 50);
        timeline.end(70);
        assertEquals(List.of("1 10-40", "3 40-50 in 9"), spans);
    }

    @Test
    void anOwnStageAfterItJoinedWaitsForTheBatchToo() {
        timeline.join(batch, 0, 10);
        timeline.enter(QUEUE, 20);
        batch(FORWARD, 40);
        batch(BatchTimeline.ENDED, 50);
        timeline.end(70);
        assertEquals(List.of("1 20-40", "3 40-50 in 9"), spans);
    }

    @Test
    void anOwnStageWhileTheBatchWorksTakesTheMemberOut() {
        timeline.join(batch, 0, 10);
        batch(FORWARD, 40);
        batch(ASSEMBLE, 60);
        batch(BatchTimeline.ENDED, 70);
        timeline.enter(ENCODE, 50);
        timeline.end(90);
        assertEquals(List.of("3 40-50 in 9", "4 50-90"), spans);
    }

    @Test
    void leavingEndsOnlyWhatIsOnesOwn() {
        timeline.enter(QUEUE, 10);
        timeline.join(batch, 0, 20);
        batch(FORWARD, 40);
        timeline.leave(45);
        batch(BatchTimeline.LEFT, 50);
        batch(ASSEMBLE, 60);
        batch(BatchTimeline.ENDED, 70);
        timeline.enter(ENCODE, 80);
        timeline.leave(90);
        timeline.end(95);
        assertEquals(List.of("1 10-40", "3 40-50 in 9", "2 60-70 in 9", "4 80-90"), spans);
    }

    @Test
    void endingCutsTheBatchsStage() {
        timeline.join(batch, 0, 20);
        batch(FORWARD, 40);
        batch(BatchTimeline.ENDED, 70);
        timeline.end(50);
        assertEquals(List.of("3 40-50 in 9"), spans);
        assertEquals(50, timeline.lastNs());
    }

    @Test
    void joiningAnotherBatchLeavesTheFirst() {
        timeline.join(batch, 0, 10);
        batch(FORWARD, 20);
        batch(ASSEMBLE, 80);
        RecordedBatch second = new RecordedBatch(10);
        timeline.join(second, 0, 30);
        second.add(FORWARD, 40, 0);
        second.add(BatchTimeline.ENDED, 50, 1);
        timeline.end(90);
        assertEquals(List.of("3 20-30 in 9", "3 40-50 in 10"), spans);
    }

    @Test
    void atTheSameTimeTheBatchComesFirst() {
        timeline.join(batch, 0, 10);
        batch(FORWARD, 20);
        batch(BatchTimeline.ENDED, 30);
        timeline.enter(ENCODE, 30);
        timeline.end(30);
        assertEquals(List.of("3 20-30 in 9", "4 30-30"), spans);
    }

    @Test
    void timeNeverRunsBack() {
        timeline.enter(QUEUE, 10);
        timeline.enter(ENCODE, 5);
        timeline.end(-3);
        assertEquals(List.of("1 10-10", "4 10-10"), spans);
        assertEquals(10, timeline.lastNs());
    }
}
