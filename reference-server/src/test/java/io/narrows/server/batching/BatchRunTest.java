package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.batching.planning.Forwards;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.testing.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which order a batch runs, tells, frees and counts, whatever fails. */
class BatchRunTest {
    private final Profiler profiler = Profiler.disabled();
    private final Trace trace = profiler.begin(profiler.kind("test"));
    private final List<String> events = new ArrayList<>();
    private final CostModel cost = new CostModel();

    /** What fails: an event, in words. */
    private String fails = "";

    private void event(String what) {
        events.add(what);
        if (what.equals(fails)) {
            throw new IllegalStateException(what + " fails");
        }
    }

    /** Numbers its batches; the vector of a text is its number of tokens. */
    private final class Runner implements TextModel.Runner {
        private int batches;

        @Override
        public TextModel.Batch assemble(List<Tokens> texts) {
            int number = ++batches;
            event("assemble " + number);
            return new TextModel.Batch() {
                @Override
                public int size() {
                    return texts.size();
                }

                @Override
                public int paddedLength() {
                    return texts.stream().mapToInt(Tokens::length).max().orElseThrow();
                }

                @Override
                public void forward() {
                    event("forward " + number);
                }

                @Override
                public float[][] read() {
                    return texts.stream()
                            .map(text -> new float[] {text.length()})
                            .toArray(float[][]::new);
                }

                @Override
                public void close() {
                    event("free " + number);
                }
            };
        }

        @Override
        public void close() {}
    }

    private final class Told implements InferTask.Completion {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void batchEnded() {
            event(name + " ended");
        }

        @Override
        public void done(float[][] rows) {
            event(name + " done " + Stream.of(rows).map(row -> (int) row[0]).toList());
        }

        @Override
        public void failed(Throwable cause) {
            event(name + " failed: " + cause.getMessage());
        }

        @Override
        public void skipped() {
            event(name + " skipped");
        }
    }

    /** @param perForward most texts in a forward of a request that is alone */
    private QueuedTexts request(String name, int perForward, int... lengths) {
        List<Tokens> texts = new ArrayList<>();
        for (int length : lengths) {
            texts.add(new Tokens(new long[length]));
        }
        InferTask task = new InferTask(trace, texts, new Urgency(System.nanoTime(), 5, 0), () -> false, new Told(name));
        return new QueuedTexts(task, Forwards.inOrder(lengths, perForward));
    }

    private void run(QueuedTexts... members) {
        BatchObserver observer = facts -> event("counted " + facts.texts());
        ForwardProfiles none = new ForwardProfiles(FakeModel.running(), profiler, 0);
        BatchRun run = new BatchRun(new Runner(), profiler, BatchStages.of(profiler), none, cost, observer);
        run.run(new BatchCut<>(List.of(members), BatchCut.Lead.ORDER, BatchCut.End.EMPTY), 0);
    }

    private void happens(String... expected) {
        assertEquals(String.join("\n", expected), String.join("\n", events));
    }

    @Test
    void membersAreToldBeforeTensorsAreFreedAndTheBatchIsCounted() {
        run(request("a", 8, 3, 4), request("b", 8, 5));

        happens("assemble 1", "forward 1", "a ended", "b ended", "a done [3, 4]", "b done [5]", "free 1", "counted 3");
        assertEquals(1, cost.estimate().batches());
    }

    @Test
    void ofSeveralForwardsOnlyTheLastIsFreedAfterwards() {
        run(request("a", 2, 3, 4, 5));

        happens(
                "assemble 1",
                "forward 1",
                "free 1",
                "assemble 2",
                "forward 2",
                "a ended",
                "a done [3, 4, 5]",
                "free 2",
                "counted 3");
        assertEquals(2, cost.estimate().batches());
    }

    @Test
    void whatFailedIsFreedTooAndNotCounted() {
        fails = "forward 2";
        run(request("a", 1, 3, 4, 5));

        happens(
                "assemble 1",
                "forward 1",
                "free 1",
                "assemble 2",
                "forward 2",
                "a ended",
                "a failed: forward 2 fails",
                "free 2");
        assertEquals(1, cost.estimate().batches(), "the first took what it took");
    }

    @Test
    void nothingIsFreedThatWasNotAssembled() {
        fails = "assemble 1";
        run(request("a", 8, 3));

        happens("assemble 1", "a ended", "a failed: assemble 1 fails");
        assertEquals(0, cost.estimate().batches());
    }

    @Test
    void tensorsThatCannotBeFreedAfterwardsFailNobodyWhoWasAnswered() {
        fails = "free 1";
        run(request("a", 8, 3));

        happens("assemble 1", "forward 1", "a ended", "a done [3]", "free 1", "counted 1");
        assertEquals(1, cost.estimate().batches());
    }

    @Test
    void tensorsThatCannotBeFreedBeforeTheNextForwardFailTheRequest() {
        fails = "free 1";
        run(request("a", 1, 3, 4));

        happens("assemble 1", "forward 1", "free 1", "a ended", "a failed: free 1 fails");
    }

    @Test
    void anObserverThatFailsEndsNothing() {
        fails = "counted 1";
        run(request("a", 8, 3));

        happens("assemble 1", "forward 1", "a ended", "a done [3]", "free 1", "counted 1");
    }

    @Test
    void aMemberThatCannotBeToldKeepsNothingFromTheOthers() {
        fails = "a done [3]";
        run(request("a", 8, 3), request("b", 8, 4));

        happens("assemble 1", "forward 1", "a ended", "b ended", "a done [3]", "b done [4]", "free 1", "counted 2");
    }
}
