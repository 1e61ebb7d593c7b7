package io.narrows.log.buffer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The writer of a buffer against its drainer, and writers that share one against each other. */
public final class EventBufferStress {
    private static final int TWO_RECORDS = 2 * RecordLayout.BYTES;

    private EventBufferStress() {}

    private static boolean write(EventBuffer buffer, long n) {
        return buffer.write(n, n, n, n);
    }

    /** The number that all four words of a record have, or -1 when they differ. */
    private static int whole(EventBuffer buffer, long position) {
        long number = buffer.number(position);
        boolean same = buffer.serial(position) == number
                && buffer.value(position) == number
                && buffer.meta(position) == number;
        return same ? (int) number : -1;
    }

    /** What lies before the tail that the drainer reads is whole. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Nothing is written yet.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The first record, whole.")
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "Both records, whole.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is visible before it is whole, or torn.")
    @State
    public static class Visible {
        private final EventBuffer buffer = EventBuffer.inMemory(TWO_RECORDS);

        @Actor
        public void writer() {
            write(buffer, 1);
            write(buffer, 2);
        }

        @Actor
        public void drainer(II_Result r) {
            long tail = buffer.written();
            r.r1 = (int) tail;
            int last = 0;
            for (long at = 0; at < tail; at++) {
                last = whole(buffer, at) == at + 1 ? (int) at + 1 : -1;
            }
            r.r2 = last;
        }
    }

    /** What the drainer has not given back is not overwritten. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "No room yet: dropped.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Written after the drainer gave the room back.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record was overwritten before the drainer had read it.")
    @State
    public static class Kept {
        private final EventBuffer buffer = EventBuffer.inMemory(TWO_RECORDS);

        public Kept() {
            write(buffer, 1);
            write(buffer, 2);
        }

        @Actor
        public void writer(II_Result r) {
            r.r2 = write(buffer, 3) ? 1 : 0;
        }

        @Actor
        public void drainer(II_Result r) {
            r.r1 = whole(buffer, 0);
            buffer.giveBack(1);
        }
    }

    /** Threads that share a buffer: every claim is one whole record, none at another's place. */
    @JCStressTest
    @Outcome(
            id = "1, 1, 1",
            expect = Expect.ACCEPTABLE,
            desc = "One found the buffer claimed; the other's record is whole.")
    @Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "One after the other, each with a record of its own.")
    @Outcome(
            expect = Expect.FORBIDDEN,
            desc = "Two were writers at once, or the second did not see where the first stopped.")
    @State
    public static class Claimed {
        private final EventBuffer buffer = EventBuffer.inMemory(TWO_RECORDS);
        private int claims1;
        private int claims2;

        private int claimAndWrite(long n) {
            if (!buffer.tryClaim()) {
                return 0;
            }
            write(buffer, n);
            buffer.unclaim();
            return 1;
        }

        @Actor
        public void one() {
            claims1 = claimAndWrite(1);
        }

        @Actor
        public void other() {
            claims2 = claimAndWrite(2);
        }

        @Arbiter
        public void drainer(III_Result r) {
            r.r1 = claims1 + claims2;
            r.r2 = (int) buffer.written();
            int sum = 0;
            for (long at = 0; at < buffer.written(); at++) {
                sum += whole(buffer, at);
            }
            int expected = claims1 + 2 * claims2;
            r.r3 = sum == expected ? r.r2 : -1;
        }
    }

    /** Threads that share a full buffer: every record that finds no room is counted. */
    @JCStressTest
    @Outcome(
            id = "1, 1",
            expect = Expect.ACCEPTABLE,
            desc = "One found the buffer claimed, the other's drop is counted.")
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "Both drops are counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A drop was not counted, or written over what is there.")
    @State
    public static class Dropped {
        private final EventBuffer buffer = EventBuffer.inMemory(RecordLayout.BYTES);
        private int claims1;
        private int claims2;

        public Dropped() {
            write(buffer, 7);
        }

        private int claimAndDrop(long n) {
            if (!buffer.tryClaim()) {
                return 0;
            }
            boolean written = write(buffer, n);
            buffer.unclaim();
            return written ? 100 : 1;
        }

        @Actor
        public void one() {
            claims1 = claimAndDrop(1);
        }

        @Actor
        public void other() {
            claims2 = claimAndDrop(2);
        }

        @Arbiter
        public void drainer(II_Result r) {
            r.r1 = claims1 + claims2;
            r.r2 = whole(buffer, 0) == 7 ? (int) buffer.dropped() : -1;
        }
    }
}
