package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What recording threads and the drainer hand to each other. */
public final class HandOverStress {
    private static final int RING_BYTES = 256;

    private HandOverStress() {}

    private static ThreadBuffers buffers() {
        return new ThreadBuffers(number -> EventBuffer.inMemory(RING_BYTES));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a thread was to end", e);
        }
    }

    private static long written(List<EventBuffer> all) {
        return all.stream().mapToLong(EventBuffer::written).sum();
    }

    /** A buffer passes from a thread that died through the drainer to the next thread. */
    @JCStressTest
    @Outcome(id = "10, 0", expect = Expect.ACCEPTABLE, desc = "All records are there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The successor wrote over records of the dead thread, or one was lost.")
    @State
    public static class DeadThread {
        /** As many as there are spare buffers at first, so that the successor needs one of theirs or a shared one. */
        private static final int FIRST = 4;

        private final ThreadBuffers buffers = buffers();
        private final Thread[] first = new Thread[FIRST];

        public DeadThread() {
            for (int i = 0; i < FIRST; i++) {
                first[i] = new Thread(this::writeTwo);
                first[i].start();
            }
        }

        private void writeTwo() {
            buffers.write(buffers.owner(), 1, 1, 1, 1);
            buffers.write(buffers.owner(), 2, 2, 2, 2);
        }

        @Actor
        public void drainer() {
            buffers.tend();
            buffers.tend();
        }

        @Actor
        public void successor() {
            writeTwo();
            buffers.leave();
        }

        @Arbiter
        public void after(II_Result r) {
            for (Thread thread : first) {
                join(thread);
            }
            r.r1 = (int) written(buffers.all());
            r.r2 = (int) buffers.dropped();
        }
    }

    /** Whoever finds the END of a trace that lost records finds that it did. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Not ended yet.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The loss is told, END follows.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "END is there and the loss is told.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "END is there, and the loss is not told.")
    @State
    public static class Loss {
        private final ThreadBuffers buffers = buffers();
        private final LiveRecording recording = new LiveRecording(NanoClock.SYSTEM, buffers, false);
        private final Stage stage = recording.names().stage("stage", Segment.SERVING);
        private final Trace trace = new Trace(recording, 1, 0, 0, 1, 1);
        private final long before;

        public Loss() {
            while (buffers.dropped() == 0) {
                trace.enter(stage);
            }
            for (EventBuffer buffer : buffers.all()) {
                buffer.giveBack(buffer.written());
            }
            before = written(buffers.all());
            buffers.leave();
        }

        @Actor
        public void user() {
            trace.end();
            buffers.leave();
        }

        @Actor
        public void drainer(II_Result r) {
            r.r1 = (int) (written(buffers.all()) - before);
            r.r2 = recording.nextLossyEnd() == null ? 0 : 1;
        }
    }

    /** Members read the stages of a batch while its user adds to them, and to a larger array than before. */
    @JCStressTest
    @Outcome(id = "15, 1", expect = Expect.ACCEPTABLE, desc = "None of the new ones.")
    @Outcome(id = "16, 1", expect = Expect.ACCEPTABLE, desc = "The one that still fits.")
    @Outcome(id = "17, 1", expect = Expect.ACCEPTABLE, desc = "Both, from the larger array.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A change is counted that cannot be read yet.")
    @State
    public static class Changes {
        private static final int BEFORE = 15;

        private final BatchChanges changes = new BatchChanges(1);

        public Changes() {
            for (int i = 0; i < BEFORE; i++) {
                changes.add(i + 1, i + 1);
            }
        }

        @Actor
        public void user() {
            changes.add(BEFORE + 1, BEFORE + 1);
            changes.add(BEFORE + 2, BEFORE + 2);
        }

        @Actor
        public void member(II_Result r) {
            int count = changes.changes();
            int right = 1;
            for (int i = 0; i < count; i++) {
                right &= changes.ns(i) == i + 1 && changes.stage(i) == i + 1 ? 1 : 0;
            }
            r.r1 = count;
            r.r2 = right;
        }
    }
}
