package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Try-with-resources and futures over the explicit calls. */
class StylesTest {
    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private TestRun run;

    @BeforeEach
    void open() {
        run = new TestRun(directory, TestRun.config(directory).clock(clock).build());
    }

    private TraceDocument theTrace() {
        run.close();
        assertEquals(0, run.profiler.stats().misuses());
        List<TraceDocument> documents = run.sink.all(TraceDocument.class);
        assertEquals(1, documents.size());
        return documents.get(0);
    }

    @Test
    void blocksEnterLeaveAndEnd() {
        long start = clock.nanoTime();
        try (Trace trace = run.profiler.begin(run.kind)) {
            try (Trace.Scope reading = trace.in(run.read)) {
                clock.advance(10);
            }
            clock.advance(5);
            try (Trace.Scope encoding = trace.in(run.encode)) {
                clock.advance(20);
            }
        }
        TraceDocument document = theTrace();
        assertEquals(
                List.of(new Span(0, start, start + 10, 0), new Span(3, start + 15, start + 35, 0)), document.spans());
        assertEquals(Outcome.OK, document.outcome());
    }

    @Test
    void stagesMayBeToldAfterwards() {
        long start = clock.nanoTime();
        clock.advance(100);
        long readings = clock.readings();
        try (Trace trace = run.profiler.begin(run.kind, start)) {
            trace.enter(run.read, start + 10);
            trace.enter(run.forward, start + 40);
            trace.enter(run.encode, start + 30);
            assertEquals(readings, clock.readings(), "the times are known, nobody needs to read the clock");
        }
        assertEquals(
                List.of(
                        new Span(0, start + 10, start + 40, 0),
                        new Span(2, start + 40, start + 40, 0),
                        new Span(3, start + 40, start + 100, 0)),
                theTrace().spans());
    }

    @Test
    void closingWhatHasEndedIsNoMisuse() {
        try (Trace trace = run.profiler.begin(run.kind)) {
            trace.end();
        }
        theTrace();
    }

    @Test
    void aStageLastsUntilWhatItStartedCompletesElsewhere() throws Exception {
        long start = clock.nanoTime();
        Trace trace = run.profiler.begin(run.kind);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Integer> length = trace.during(run.forward, () -> answer)
                .thenApply(text -> {
                    trace.enter(run.encode);
                    clock.advance(2);
                    trace.end();
                    return text.length();
                })
                .toCompletableFuture();
        clock.advance(30);
        Thread other = new Thread(() -> answer.complete("four"));
        other.start();
        assertEquals(4, length.get(20, TimeUnit.SECONDS));
        other.join();
        assertEquals(
                List.of(new Span(2, start, start + 30, 0), new Span(3, start + 30, start + 32, 0)),
                theTrace().spans());
    }

    @Test
    void aFailedFutureFailsTheTraceWithItsCause() {
        Trace trace = run.profiler.begin(run.kind);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletionStage<String> returned = trace.during(run.forward, () -> answer.thenApply(text -> "never " + text));
        answer.completeExceptionally(new IllegalStateException("model gone"));
        ExecutionException thrown = assertThrows(
                ExecutionException.class, () -> returned.toCompletableFuture().get(20, TimeUnit.SECONDS));
        assertEquals("model gone", String.valueOf(thrown.getCause().getMessage()));
        trace.end();
        TraceDocument document = theTrace();
        assertEquals(Outcome.FAILED, document.outcome());
        assertEquals("java.lang.IllegalStateException: model gone", document.failure());
        assertEquals(1, document.spans().size());
    }

    @Test
    void whatCannotBeStartedFailsTheTraceAndIsThrownOn() {
        Trace trace = run.profiler.begin(run.kind);
        CompletionException thrown = assertThrows(
                CompletionException.class,
                () -> trace.during(run.forward, () -> {
                    throw new CompletionException("no connection", null);
                }));
        assertEquals("no connection", thrown.getMessage());
        trace.end();
        assertEquals(
                "java.util.concurrent.CompletionException: no connection",
                theTrace().failure());
    }

    @Test
    void whatIsCompleteAlreadyIsHandedOnAsItIs() {
        Trace trace = run.profiler.begin(run.kind);
        CompletableFuture<String> answer = CompletableFuture.completedFuture("there");
        assertSame(answer, trace.during(run.forward, () -> answer));
        trace.end();
        assertEquals(1, theTrace().spans().size());
    }
}
