package io.narrows.benchmarks.recording;

import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same stages as events of the JVM's own recorder, its recording on. */
public class FlightRecorder {

    /** A recording to disk of {@link StageEvent} alone. */
    @State(Scope.Benchmark)
    public static class Running {
        private static final long MAX_BYTES = 256 << 20;

        private final Recording recording = new Recording();

        @Setup(Level.Trial)
        public void start() {
            recording.enable(StageEvent.class).withoutStackTrace().withoutThreshold();
            recording.setToDisk(true);
            recording.setMaxSize(MAX_BYTES);
            recording.start();
        }

        @TearDown(Level.Trial)
        public void stop() {
            recording.close();
        }
    }

    @Benchmark
    public void event(Running running) {
        for (int trace = 1; trace <= Burst.TRACES; trace++) {
            for (int i = 0; i < Burst.RECORDS; i++) {
                StageEvent event = new StageEvent();
                event.begin();
                event.stage = i;
                event.trace = trace;
                event.commit();
            }
        }
    }
}
