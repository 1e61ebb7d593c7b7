package io.narrows.benchmarks.recording;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading the clock and nothing else: the floor of all the others, and what two threads take from each other anyway. */
public class Clock {

    /** Makes the threads begin together. */
    @State(Scope.Thread)
    public static class Together {
        @Setup(Level.Invocation)
        public void meet(Meeting meeting) {
            meeting.meet();
        }
    }

    /** Two readings a time, as often as the others have pairs. */
    @Benchmark
    public long twoReadings(Together together) {
        long sum = 0;
        for (int i = 0; i < Burst.PAIRS; i++) {
            sum -= System.nanoTime();
            sum += System.nanoTime();
        }
        return sum;
    }
}
