package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a configuration refuses, in which words, and what it keeps. */
class ProfilerConfigTest {
    private final ProfilerConfig.Builder builder = ProfilerConfig.builder(Path.of("run"));

    @Test
    void sizesAreRefusedEarly() {
        refused(
                "bufferBytes is 5000, but must be a power of two from 4096 to 268435456",
                () -> builder.bufferBytes(5000));
        refused("contextTraces is -1, but must be from 0 to 65536", () -> builder.contextTraces(-1));
        refused("maxOpenTraces is 15, but must be from 16 to 4194304", () -> builder.maxOpenTraces(15));
        refused("rotateBytes is 1000, but must be from 1048576 to 1099511627776", () -> builder.rotateBytes(1000));
        refused("maxLogBytes is 0, but must be from 1048576 to 9223372036854775807", () -> builder.maxLogBytes(0));
    }

    @Test
    void sharesAreRefusedEarly() {
        refused("sampleOneIn is 3, but must be a power of two from 1 to 1024", () -> builder.sampleOneIn(3));
        refused("sampleOneIn is 0, but must be a power of two from 1 to 1024", () -> builder.sampleOneIn(0));
        refused("slowQuantile is 1.0, but must be from 0.5 to 0.9999", () -> builder.slowQuantile(1));
        refused("slowQuantile is NaN, but must be from 0.5 to 0.9999", () -> builder.slowQuantile(Double.NaN));
        refused("budget is 0.0, but must be from 1.0E-4 to 1.0", () -> builder.budget(0));
    }

    @Test
    void timesAreRefusedEarly() {
        refused("abandonAfter is PT0S, but must be longer than nothing", () -> builder.abandonAfter(Duration.ZERO));
        refused(
                "abandonAfter is PT8760H0.000000001S, but must be at most PT8760H",
                () -> builder.abandonAfter(Duration.ofDays(365).plusNanos(1)));
        builder.abandonAfter(Duration.ofDays(365));
        refused("rotateAfter is PT0S, but must be from PT1S to PT8760H", () -> builder.rotateAfter(Duration.ZERO));
        refused(
                "lanePeriod is PT0.001S, but must be from PT0.01S to PT1M",
                () -> builder.lanePeriod(Duration.ofMillis(1)));
    }

    @Test
    void aLogHasRoomForTwoFiles() {
        builder.rotateBytes(1 << 20).maxLogBytes((2 << 20) - 1);
        refused("maxLogBytes is 2097151, but must be at least twice rotateBytes, which is 1048576", builder::build);
        builder.maxLogBytes(2 << 20).build();
    }

    @Test
    void aConfigurationDoesNotChangeWithItsBuilder() {
        TraceListener listener = (trace, kept, names) -> {};
        ProfilerConfig config = builder.sampleOneIn(4).listener(listener).build();
        builder.sampleOneIn(8).listener(listener);
        assertEquals(4, config.sampleOneIn());
        assertEquals(List.of(listener), config.listeners());
        assertEquals(0.01, config.budget());
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(ProfilerException.class, call).getMessage());
    }
}
