package io.narrows.profiler;

import io.narrows.log.LogLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How to record a run. Immutable. */
public final class ProfilerConfig {
    /** Size of each recording thread's buffer. */
    public static final int DEFAULT_BUFFER_BYTES = 1 << 20;

    /** How long a trace may stay silent before it is given up. */
    public static final Duration DEFAULT_ABANDON_AFTER = Duration.ofSeconds(60);

    /** Every usual trace is kept. */
    public static final int DEFAULT_SAMPLE_ONE_IN = 1;

    /** The slowest hundredth of each kind is kept. */
    public static final double DEFAULT_SLOW_QUANTILE = 0.99;

    /** Traces that wait for a slow one beside them. */
    public static final int DEFAULT_CONTEXT_TRACES = 256;

    /** Traces that may be open at a time. */
    public static final int DEFAULT_MAX_OPEN_TRACES = 1 << 16;

    /** Part of the machine's processor time that recording may use. */
    public static final double DEFAULT_BUDGET = 0.01;

    /** Size at which the log goes on in another file. */
    public static final long DEFAULT_ROTATE_BYTES = 64L << 20;

    /** Age at which the log goes on in another file. */
    public static final Duration DEFAULT_ROTATE_AFTER = Duration.ofHours(1);

    /** Size of the whole log at which its oldest file is removed. */
    public static final long DEFAULT_MAX_LOG_BYTES = 2L << 30;

    /** How often the lanes are read. */
    public static final Duration DEFAULT_LANE_PERIOD = Duration.ofMillis(100);

    private static final Duration MAX_DURATION = Duration.ofDays(365);

    private final Builder values;
    private final List<TraceListener> listeners;

    private ProfilerConfig(Builder b) {
        values = new Builder(b);
        listeners = List.copyOf(b.listeners);
    }

    /** Starts a configuration; the directory is made by {@link Profiler#open} and must not hold a run yet. */
    public static Builder builder(Path runDirectory) {
        return new Builder(runDirectory);
    }

    Path runDirectory() {
        return values.runDirectory;
    }

    String service() {
        return values.service;
    }

    int bufferBytes() {
        return values.bufferBytes;
    }

    Duration abandonAfter() {
        return values.abandonAfter;
    }

    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(settings());
        all.putAll(values.environment);
        all.putAll(values.stations);
        return all;
    }

    /** Of these settings, the ones that decide what recording costs and what it keeps. */
    private Map<String, String> settings() {
        return Map.of(
                "profiler.buffer.bytes", Integer.toString(values.bufferBytes),
                "profiler.breakdowns", Boolean.toString(values.breakdowns),
                "profiler.budget", Double.toString(values.budget),
                "profiler.lanes", values.lanes ? values.lanePeriod.toMillis() + " ms" : "off",
                "profiler.sample-one-in", Integer.toString(values.sampleOneIn),
                "profiler.slow-quantile", Double.toString(values.slowQuantile));
    }

    NanoClock clock() {
        return values.clock;
    }

    int sampleOneIn() {
        return values.sampleOneIn;
    }

    double slowQuantile() {
        return values.slowQuantile;
    }

    int contextTraces() {
        return values.contextTraces;
    }

    int maxOpenTraces() {
        return values.maxOpenTraces;
    }

    double budget() {
        return values.budget;
    }

    LogLimits logLimits() {
        return new LogLimits(values.rotateBytes, values.rotateAfter, values.maxLogBytes);
    }

    boolean lanes() {
        return values.lanes;
    }

    Duration lanePeriod() {
        return values.lanePeriod;
    }

    /** How often the stacks of running threads are sampled; null for never. */
    @Nullable
    Duration cpuSamples() {
        return values.cpuSamples;
    }

    boolean breakdowns() {
        return values.breakdowns;
    }

    List<TraceListener> listeners() {
        return listeners;
    }

    /** Collects a configuration; what is not set keeps its default. Not thread-safe. */
    public static final class Builder {
        private final Path runDirectory;
        private final List<TraceListener> listeners = new ArrayList<>();
        private String service = "service";
        private int bufferBytes = DEFAULT_BUFFER_BYTES;
        private Duration abandonAfter = DEFAULT_ABANDON_AFTER;
        private Map<String, String> environment = Map.of();
        private @Nullable Duration cpuSamples;
        private Map<String, String> stations = Map.of();
        private NanoClock clock = NanoClock.SYSTEM;
        private int sampleOneIn = DEFAULT_SAMPLE_ONE_IN;
        private double slowQuantile = DEFAULT_SLOW_QUANTILE;
        private int contextTraces = DEFAULT_CONTEXT_TRACES;
        private int maxOpenTraces = DEFAULT_MAX_OPEN_TRACES;
        private double budget = DEFAULT_BUDGET;
        private long rotateBytes = DEFAULT_ROTATE_BYTES;
        private Duration rotateAfter = DEFAULT_ROTATE_AFTER;
        private long maxLogBytes = DEFAULT_MAX_LOG_BYTES;
        private boolean lanes = true;
        private Duration lanePeriod = DEFAULT_LANE_PERIOD;
        private boolean breakdowns;

        private Builder(Path runDirectory) {
            this.runDirectory = runDirectory;
        }

        /** Takes all values but the listeners. */
        private Builder(Builder from) {
            runDirectory = from.runDirectory;
            service = from.service;
            bufferBytes = from.bufferBytes;
            abandonAfter = from.abandonAfter;
            environment = from.environment;
            cpuSamples = from.cpuSamples;
            stations = Map.copyOf(from.stations);
            clock = from.clock;
            sampleOneIn = from.sampleOneIn;
            slowQuantile = from.slowQuantile;
            contextTraces = from.contextTraces;
            maxOpenTraces = from.maxOpenTraces;
            budget = from.budget;
            rotateBytes = from.rotateBytes;
            rotateAfter = from.rotateAfter;
            maxLogBytes = from.maxLogBytes;
            lanes = from.lanes;
            lanePeriod = from.lanePeriod;
            breakdowns = from.breakdowns;
        }

        /** Name of the recorded service; default {@code service}. */
        public Builder service(String name) {
            this.service = name;
            return this;
        }

        /** Size of each recording thread's buffer: a power of two of bytes from 4 KiB to 256 MiB; default 1 MiB. */
        public Builder bufferBytes(int bytes) {
            this.bufferBytes = (int) Rules.powerOfTwo("bufferBytes", bytes, 1 << 12, 1 << 28);
            return this;
        }

        /** How long a trace or batch may stay silent before it is given up, at most 365 days; default 60 s. */
        public Builder abandonAfter(Duration silence) {
            if (silence.isNegative() || silence.isZero()) {
                throw new ProfilerException("abandonAfter is " + silence + ", but must be longer than nothing");
            }
            if (silence.compareTo(MAX_DURATION) > 0) {
                throw new ProfilerException("abandonAfter is " + silence + ", but must be at most " + MAX_DURATION);
            }
            this.abandonAfter = silence;
            return this;
        }

        /** Facts about the service to keep with the run, such as its configuration; default none. */
        public Builder environment(Map<String, String> facts) {
            this.environment = Map.copyOf(facts);
            return this;
        }

        /**
         * States who works behind a queue, so that a what-if need not infer it from the log: kept with the run as {@code
         * station.<queueStage>.workers}. May be called for several.
         *
         * @param queueStage name of the stage in which requests wait for a worker
         * @param workers how many work at a time, from 1 to 65536
         */
        public Builder station(String queueStage, int workers) {
            return state(queueStage, "workers", Rules.within("workers of " + queueStage, workers, 1, 1 << 16));
        }

        /**
         * States a station that serves several requests at once; also kept are {@code .max-batch} and {@code .max-wait-us}.
         *
         * @param queueStage name of the stage in which requests wait
         * @param workers how many batches are served at a time, from 1 to 65536
         * @param maxBatch most requests in a batch, from 1 to 1048576
         * @param maxWait how long a free worker waits for a batch to fill, at most 1 h; zero where it starts with what is there
         */
        public Builder batchStation(String queueStage, int workers, int maxBatch, Duration maxWait) {
            station(queueStage, workers);
            state(queueStage, "max-batch", Rules.within("maxBatch of " + queueStage, maxBatch, 1, 1 << 20));
            Duration wait = Rules.within("maxWait of " + queueStage, maxWait, Duration.ZERO, Duration.ofHours(1));
            return state(queueStage, "max-wait-us", wait.toNanos() / 1_000);
        }

        private Builder state(String queueStage, String what, long value) {
            Map<String, String> more = new HashMap<>(stations);
            more.put("station." + queueStage + "." + what, Long.toString(value));
            stations = more;
            return this;
        }

        /** Where the time is read; default {@link NanoClock#SYSTEM}. */
        public Builder clock(NanoClock nanoClock) {
            this.clock = nanoClock;
            return this;
        }

        /**
         * Of how many usual traces one is written whole, with this as its weight: a power of two from 1 to 1024; default 1,
         * all of them. Which ones follows from the trace id alone, so all services keep the same. Slow, failed, marked and
         * abandoned ones are kept in any case.
         */
        public Builder sampleOneIn(int powerOfTwo) {
            this.sampleOneIn = (int) Rules.powerOfTwo("sampleOneIn", powerOfTwo, 1, 1024);
            return this;
        }

        /** From which quantile of its kind on a trace counts as slow: from 0.5 to 0.9999; default 0.99. */
        public Builder slowQuantile(double quantile) {
            this.slowQuantile = Rules.within("slowQuantile", quantile, 0.5, 0.9999);
            return this;
        }

        /**
         * How many traces that are not kept wait in memory for a slow, failed or marked one beside them: from 0, which
         * turns this off, to 65536; default 256.
         */
        public Builder contextTraces(int traces) {
            this.contextTraces = (int) Rules.within("contextTraces", traces, 0, 1 << 16);
            return this;
        }

        /**
         * How many traces and batches may be open at a time, from 16 to 4194304; default 65536. With more, the oldest are
         * given up and counted.
         */
        public Builder maxOpenTraces(int traces) {
            this.maxOpenTraces = (int) Rules.within("maxOpenTraces", traces, 16, 1 << 22);
            return this;
        }

        /**
         * Part of the machine's processor time that recording may use, from 0.0001 to 1, which is no limit; default 0.01.
         * Above it fewer traces are written whole, in the end none, until there is room again.
         */
        public Builder budget(double share) {
            this.budget = Rules.within("budget", share, 0.0001, 1);
            return this;
        }

        /** Size at which the log goes on in another file, from 1 MiB to 1 TiB; default 64 MiB. */
        public Builder rotateBytes(long bytes) {
            this.rotateBytes = Rules.within("rotateBytes", bytes, 1L << 20, 1L << 40);
            return this;
        }

        /** Age at which the log goes on in another file, from 1 s to 365 days; default 1 h. */
        public Builder rotateAfter(Duration age) {
            this.rotateAfter = Rules.within("rotateAfter", age, Duration.ofSeconds(1), MAX_DURATION);
            return this;
        }

        /**
         * Size of the whole log at which its oldest file is removed, and counted: at least twice {@link #rotateBytes};
         * default 2 GiB.
         */
        public Builder maxLogBytes(long bytes) {
            this.maxLogBytes = Rules.within("maxLogBytes", bytes, 1L << 20, Long.MAX_VALUE);
            return this;
        }

        /** Whether pauses and the use of processor, memory and disk are recorded beside the traces; default true. */
        public Builder lanes(boolean record) {
            this.lanes = record;
            return this;
        }

        /** How often they are read, from 10 ms to 1 min; default 100 ms. */
        public Builder lanePeriod(Duration period) {
            this.lanePeriod = Rules.within("lanePeriod", period, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /**
         * Whether {@link Trace#breakdown} tells stages. Without, it knows the whole time only, and a trace costs less memory;
         * default false.
         */
        public Builder breakdowns(boolean wanted) {
            this.breakdowns = wanted;
            return this;
        }

        /**
         * Samples the stacks of threads that use a processor, each after that much processor time, from 1 ms to 1 s, and notes
         * which stage they were in; 10 ms is a good start. Needs async-profiler ({@code tools.profiler:async-profiler}) on the
         * class path, which samples the whole JVM once at a time; where it is not there or refuses, one line says so and
         * recording goes on without. Its cost is not part of the {@link #budget}. Default: no samples.
         */
        public Builder cpuSamples(Duration every) {
            this.cpuSamples = Rules.within("cpuSamples", every, Duration.ofMillis(1), Duration.ofSeconds(1));
            return this;
        }

        /** Adds who is told of every trace; may be called for several. The profiler closes them. */
        public Builder listener(TraceListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * The configuration.
         *
         * @throws ProfilerException when values do not fit each other
         */
        public ProfilerConfig build() {
            if (maxLogBytes / 2 < rotateBytes) {
                throw new ProfilerException("maxLogBytes is " + maxLogBytes
                        + ", but must be at least twice rotateBytes, which is " + rotateBytes);
            }
            return new ProfilerConfig(this);
        }
    }
}
