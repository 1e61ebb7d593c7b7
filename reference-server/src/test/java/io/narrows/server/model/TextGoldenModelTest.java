package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.golden.GoldenInputs;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenRecorder;
import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTensor;
import io.narrows.golden.GoldenTolerance;
import io.narrows.server.testing.FakeModel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A set is recorded from each text alone; a check sees what texts do to each other in a batch. */
class TextGoldenModelTest {
    private static final List<GoldenTensor> THREE =
            List.of(new GoldenTensor.Texts("text", List.of(3L), List.of("a", "bb", "cccc")));

    private static float[] values(List<GoldenTensor> outputs) {
        return ((GoldenTensor.Floats) outputs.get(0)).values();
    }

    @Test
    void aRequestIsOneBatchAndARecordingIsOneTextAtATime() {
        FakeModel asked = FakeModel.running();
        FakeModel recorded = FakeModel.running();
        GoldenSample sample = new GoldenSample("s", "", THREE, List.of());
        try (GoldenModel ofAsked = TextGoldenModel.owning(asked);
                GoldenModel ofRecorded = TextGoldenModel.owning(recorded)) {
            float[] answer = values(ofAsked.infer(THREE));
            GoldenSet set = GoldenRecorder.record(
                    new GoldenInputs(List.of(sample)),
                    ofRecorded,
                    GoldenTolerance.DEFAULT,
                    Instant.EPOCH,
                    GoldenListener.NONE);
            assertArrayEquals(answer, values(set.samples().get(0).outputs()));
        }
        assertEquals(1, asked.forwards().size());
        assertEquals(3, asked.forwards().get(0).size());
        assertEquals(asked.forwards().get(0).stream().map(List::of).toList(), recorded.forwards());
    }
}
