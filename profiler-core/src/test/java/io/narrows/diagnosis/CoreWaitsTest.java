package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreWaitsTest {
    private static final long MS = 1_000_000;

    /** In a slice of 100 ms one request executes for 80 ms and one rests for 100. */
    private final Requests requests = new Requests(
            List.of(request(1, 0, 20, 100), request(2, 1, 0, 100)),
            List.of(),
            new Names(
                    List.of(
                            new StageTable.StageEntry("forward", "COMPUTE"),
                            new StageTable.StageEntry("rest", "SERVING")),
                    List.of()));

    @Test
    void sharesWaitsOutOverWhatExecuted() {
        CoreWaits waits = new CoreWaits(List.of(sample(100, 60)), requests, List.of("rest"));

        assertEquals(60 * MS, waits.within(20 * MS, 100 * MS), 1);
        assertEquals(30 * MS, waits.within(20 * MS, 60 * MS), 1);
        assertEquals(0, waits.within(100 * MS, 200 * MS), 1);
    }

    @Test
    void countsWhatIsToldLateWhereItWasWaited() {
        CoreWaits waits = new CoreWaits(List.of(sample(100, 10), sample(300, 50)), requests, List.of("rest"));

        assertEquals(60 * MS, waits.onlyIn("forward").within(20 * MS, 100 * MS), 1);
        assertEquals(10 * MS, waits.within(20 * MS, 100 * MS), 1, "it may be of threads without a request");
    }

    @Test
    void countsNothingWhereItIsToldMuchLater() {
        CoreWaits waits = new CoreWaits(List.of(sample(100, 10), sample(1_500, 50)), requests, List.of("rest"));

        assertEquals(10 * MS, waits.onlyIn("forward").within(20 * MS, 100 * MS), 1);
    }

    @Test
    void putsAllIntoTheStageThatIsSaidToNeedTheCores() {
        CoreWaits both = new CoreWaits(List.of(sample(100, 90)), requests, List.of());

        assertEquals(40 * MS, both.within(20 * MS, 100 * MS), 1);
        assertEquals(80 * MS, both.onlyIn("forward").within(20 * MS, 100 * MS), 1);
    }

    private static CoreWaits.Sample sample(long atMs, double waitedMs) {
        return new CoreWaits.Sample(atMs * MS, 100 * MS, waitedMs * MS);
    }

    private static TraceDocument request(long serial, int stage, long fromMs, long toMs) {
        return new TraceDocument(
                serial,
                1,
                serial,
                0,
                0,
                toMs * MS,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                List.of(new TraceDocument.Span(stage, fromMs * MS, toMs * MS, 0)),
                List.of(),
                0,
                TraceDocument.Kept.SAMPLED);
    }
}
