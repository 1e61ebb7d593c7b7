package io.narrows.log.buffer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The writer of a buffer against its drainer. */
public final class EventBufferStress {
    private EventBufferStress() {}

    /** A record that the drainer sees is whole. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Not written yet.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is visible before it is whole.")
    @State
    public static class Whole {
        private final EventBuffer buffer = EventBuffer.inMemory(4096);

        @Actor
        public void writer() {
            buffer.write(1, 1, 1, 1);
        }

        @Actor
        public void drainer(II_Result r) {
            long tail = buffer.written();
            r.r1 = (int) tail;
            r.r2 = tail > 0 ? (int) buffer.number(0) : 0;
        }
    }
}
