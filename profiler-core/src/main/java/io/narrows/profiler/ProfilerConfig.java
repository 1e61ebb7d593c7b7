package io.narrows.profiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How to record a run. Immutable. */
public final class ProfilerConfig {
    /** Size of each recording thread's buffer. */
    public static final int DEFAULT_BUFFER_BYTES = 1 << 20;

    /** How long a trace may stay silent before it is given up. */
    public static final Duration DEFAULT_ABANDON_AFTER = Duration.ofSeconds(60);

    /** Longer than any run, and far from what a count of ns cannot hold. */
    private static final Duration MAX_ABANDON_AFTER = Duration.ofDays(365);

    private static final int MIN_BUFFER_BYTES = 1 << 12;
    private static final int MAX_BUFFER_BYTES = 1 << 28;

    private final Path runDirectory;
    private final String service;
    private final int bufferBytes;
    private final Duration abandonAfter;
    private final Map<String, String> environment;
    private final NanoClock clock;

    private ProfilerConfig(Builder b) {
        runDirectory = b.runDirectory;
        service = b.service;
        bufferBytes = b.bufferBytes;
        abandonAfter = b.abandonAfter;
        environment = b.environment;
        clock = b.clock;
    }

    /** Starts a configuration; the directory is made by {@link Profiler#open} and must not hold a run yet. */
    public static Builder builder(Path runDirectory) {
        return new Builder(runDirectory);
    }

    Path runDirectory() {
        return runDirectory;
    }

    String service() {
        return service;
    }

    int bufferBytes() {
        return bufferBytes;
    }

    Duration abandonAfter() {
        return abandonAfter;
    }

    Map<String, String> environment() {
        return environment;
    }

    NanoClock clock() {
        return clock;
    }

    /** Collects a configuration; what is not set keeps its default. Not thread-safe. */
    public static final class Builder {
        private final Path runDirectory;
        private String service = "service";
        private int bufferBytes = DEFAULT_BUFFER_BYTES;
        private Duration abandonAfter = DEFAULT_ABANDON_AFTER;
        private Map<String, String> environment = Map.of();
        private NanoClock clock = NanoClock.SYSTEM;

        private Builder(Path runDirectory) {
            this.runDirectory = runDirectory;
        }

        /** Name of the recorded service; default {@code service}. */
        public Builder service(String name) {
            this.service = name;
            return this;
        }

        /** Size of each recording thread's buffer: a power of two of bytes from 4 KiB to 256 MiB; default 1 MiB. */
        public Builder bufferBytes(int bytes) {
            if (bytes < MIN_BUFFER_BYTES || bytes > MAX_BUFFER_BYTES || Integer.bitCount(bytes) != 1) {
                throw new ProfilerException("bufferBytes is " + bytes + ", but must be a power of two from "
                        + MIN_BUFFER_BYTES + " to " + MAX_BUFFER_BYTES);
            }
            this.bufferBytes = bytes;
            return this;
        }

        /** How long a trace or batch may stay silent before it is given up, at most 365 days; default 60 s. */
        public Builder abandonAfter(Duration silence) {
            if (silence.isNegative() || silence.isZero()) {
                throw new ProfilerException("abandonAfter is " + silence + ", but must be longer than nothing");
            }
            if (silence.compareTo(MAX_ABANDON_AFTER) > 0) {
                throw new ProfilerException(
                        "abandonAfter is " + silence + ", but must be at most " + MAX_ABANDON_AFTER);
            }
            this.abandonAfter = silence;
            return this;
        }

        /** Facts about the service to keep with the run, such as its configuration; default none. */
        public Builder environment(Map<String, String> facts) {
            this.environment = Map.copyOf(facts);
            return this;
        }

        /** Where the time is read; default {@link NanoClock#SYSTEM}. */
        public Builder clock(NanoClock nanoClock) {
            this.clock = nanoClock;
            return this;
        }

        /** The configuration. */
        public ProfilerConfig build() {
            return new ProfilerConfig(this);
        }
    }
}
