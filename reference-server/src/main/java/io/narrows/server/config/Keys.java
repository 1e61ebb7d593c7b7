package io.narrows.server.config;

import static io.narrows.server.config.ValueType.bytes;
import static io.narrows.server.config.ValueType.choice;
import static io.narrows.server.config.ValueType.choices;
import static io.narrows.server.config.ValueType.device;
import static io.narrows.server.config.ValueType.duration;
import static io.narrows.server.config.ValueType.flag;
import static io.narrows.server.config.ValueType.number;
import static io.narrows.server.config.ValueType.optionalText;
import static io.narrows.server.config.ValueType.powerOfTwo;
import static io.narrows.server.config.ValueType.powerOfTwoBytes;
import static io.narrows.server.config.ValueType.text;
import static io.narrows.server.config.ValueType.wholeNumber;

import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.variants.Variant;
import java.time.Duration;
import java.util.List;

/** Every key of the configuration. {@code docs/reference/configuration.md} lists the same, and a test holds it to that. */
public final class Keys {
    public static final ConfigKey<String> HTTP_HOST =
            new ConfigKey<>("http.host", text(), "127.0.0.1", "Address to listen on; 0.0.0.0 for all.");

    public static final ConfigKey<Integer> HTTP_PORT =
            new ConfigKey<>("http.port", wholeNumber(0, 65535), "8080", "TCP port; 0 takes a free one.");

    public static final ConfigKey<Long> HTTP_MAX_BODY = new ConfigKey<>(
            "http.max-body-bytes", bytes(1, 1L << 30), "16MiB", "Longest request body; a longer one gets 413.");

    public static final ConfigKey<Long> HTTP_MAX_DISCARD = new ConfigKey<>(
            "http.max-discard-bytes",
            bytes(0, 1L << 40),
            "64MiB",
            "How much of a refused body is read and thrown away to keep the connection; beyond it the connection closes.");

    public static final ConfigKey<Duration> HTTP_IDLE_TIMEOUT = new ConfigKey<>(
            "http.idle-timeout",
            duration(Duration.ofSeconds(1), Duration.ofMinutes(60)),
            "75s",
            "A connection on which nothing moves for this long is closed.");

    public static final ConfigKey<String> MODEL_NAME = new ConfigKey<>(
            "model.name",
            text(),
            "minilm",
            "Model to serve; `narrows models` lists them, and `none` serves only those of `models.directory`.");

    public static final ConfigKey<String> MODEL_ENGINE = new ConfigKey<>(
            "model.engine",
            choice(List.of("pytorch", "onnxruntime", "tensorrt")),
            "pytorch",
            "Engine that runs the model.");

    public static final ConfigKey<String> MODEL_VARIANT = new ConfigKey<>(
            "model.variant",
            choice(Variant.labels()),
            "fp32",
            "Form of the network; every one but `fp32` needs the engine pytorch.");

    public static final ConfigKey<List<String>> MODEL_VARIANTS = new ConfigKey<>(
            "model.variants",
            choices(Variant.labels()),
            "",
            "Forms served beside `model.variant`; a request chooses by its parameter `variant`.");

    public static final ConfigKey<DeviceChoice> MODEL_DEVICE = new ConfigKey<>(
            "model.device",
            device(),
            "auto",
            "Where the model runs; `auto` is the first GPU that the engine finds, the processor where it finds none.");

    public static final ConfigKey<Integer> MODEL_INTRA_OP_THREADS = new ConfigKey<>(
            "model.intra-op-threads",
            wholeNumber(0, 1024),
            "0",
            "Threads that share one forward; 0 chooses: 1 on at most four processors, otherwise half of them.");

    public static final ConfigKey<String> TENSORRT_PRECISION = new ConfigKey<>(
            "tensorrt.precision",
            choice(List.of("fp32", "tf32", "fp16", "bf16", "int8")),
            "fp32",
            "Numbers that the engine tensorrt may compute with; it takes the fastest kernels among those that are allowed.");

    public static final ConfigKey<Integer> TENSORRT_MAX_BATCH = new ConfigKey<>(
            "tensorrt.max-batch",
            wholeNumber(1, 1024),
            "32",
            "Most texts in one pass of the engine tensorrt; a larger batch runs as several passes.");

    public static final ConfigKey<Integer> TENSORRT_OPT_BATCH = new ConfigKey<>(
            "tensorrt.opt-batch",
            wholeNumber(1, 1024),
            "8",
            "Texts in the batches that the network is compiled to be fastest for; at most `tensorrt.max-batch`.");

    public static final ConfigKey<Integer> TENSORRT_OPT_TOKENS = new ConfigKey<>(
            "tensorrt.opt-tokens",
            wholeNumber(1, 1024),
            "32",
            "Length in tokens that the network is compiled to be fastest for.");

    public static final ConfigKey<String> TENSORRT_CALIBRATION = new ConfigKey<>(
            "tensorrt.calibration",
            optionalText(),
            "",
            "File with texts, one a line, from which `tensorrt.precision: int8` takes its ranges.");

    public static final ConfigKey<String> GOLDEN_GATE = new ConfigKey<>(
            "golden.gate",
            choice(List.of("off", "warn", "require", "require-set")),
            "require",
            "Whether every model is checked against its golden set before the server listens: not at all; with a line where"
                    + " one does not pass; so that the server does not start then, or leaves the variant out where it is"
                    + " not the model's default one; or that too where there is no set.");

    public static final ConfigKey<Integer> GOLDEN_SAMPLES = new ConfigKey<>(
            "golden.samples",
            wholeNumber(0, 1_000_000),
            "16",
            "How many samples of the set that check asks, spread over the lengths of their texts; 0 for all.");

    public static final ConfigKey<String> MODELS_DIRECTORY = new ConfigKey<>(
            "models.directory",
            optionalText(),
            "",
            "Directory with further models, as `NAME/VERSION/model.yaml`; empty for none.");

    public static final ConfigKey<Integer> REQUEST_MAX_TEXTS = new ConfigKey<>(
            "request.max-texts", wholeNumber(1, 1_000_000), "1024", "Most texts in one request; more get 400.");

    public static final ConfigKey<Duration> REQUEST_TIMEOUT = new ConfigKey<>(
            "request.timeout",
            duration(Duration.ZERO, Duration.ofMinutes(60)),
            "0ms",
            "How long after its arrival a request may still go to the model; later it gets 504. 0 is for ever.");

    public static final ConfigKey<Integer> WARM_UP_REQUESTS = new ConfigKey<>(
            "warm-up.requests",
            wholeNumber(0, 1_000_000),
            "6000",
            "Requests that the server sends itself before it listens, past the model, so that their way is compiled; behind them it runs the largest batch once. 0 for neither.");

    public static final ConfigKey<Integer> PREPARE_THREADS = new ConfigKey<>(
            "prepare.threads",
            wholeNumber(1, 256),
            "1",
            "Threads that decode, validate and tokenize requests; these never run on an event loop.");

    public static final ConfigKey<Integer> PREPARE_QUEUE_SIZE = new ConfigKey<>(
            "prepare.queue-size",
            wholeNumber(1, 1_000_000),
            "1024",
            "Most requests waiting for one of those threads; the next gets 503.");

    public static final ConfigKey<Integer> BATCHING_WORKERS = new ConfigKey<>(
            "batching.workers", wholeNumber(1, 256), "1", "Threads that run the model, each with its own batch.");

    public static final ConfigKey<Integer> BATCHING_MAX_SIZE =
            new ConfigKey<>("batching.max-size", wholeNumber(1, 4096), "8", "Most texts in one forward.");

    public static final ConfigKey<String> BATCHING_MODE = new ConfigKey<>(
            "batching.mode",
            choice(BatchingMode.words()),
            "fixed",
            "How requests are put together: by a learned cost, in order, or not at all.");

    public static final ConfigKey<Duration> BATCHING_DELAY = new ConfigKey<>(
            "batching.delay",
            duration(Duration.ZERO, Duration.ofMinutes(1)),
            "0ms",
            "With the mode `fixed`, how long the first of a batch waits for it to fill; 0 takes what is there.");

    public static final ConfigKey<Duration> BATCHING_LATENCY_GOAL = new ConfigKey<>(
            "batching.latency-goal",
            duration(Duration.ofMillis(1), Duration.ofMinutes(60)),
            "500ms",
            "Within which time requests should be answered. What has waited for half of it goes next; `adaptive` refuses what would take longer.");

    public static final ConfigKey<Integer> BATCHING_QUEUE_SIZE = new ConfigKey<>(
            "batching.queue-size",
            wholeNumber(1, 1_000_000),
            "512",
            "Most requests waiting for a worker; the next gets 503, or the place of one of a lower priority.");

    public static final ConfigKey<Long> CACHING_MAX_BYTES = new ConfigKey<>(
            "caching.max-bytes",
            bytes(0, 1L << 40),
            "0",
            "Memory for answers that are kept, text by text, to be given again; 0 keeps none.");

    public static final ConfigKey<Duration> CACHING_TTL = new ConfigKey<>(
            "caching.ttl",
            duration(Duration.ZERO, Duration.ofDays(365)),
            "0ms",
            "How long an answer is kept after it was computed; 0ms for as long as there is room.");

    public static final ConfigKey<Boolean> CACHING_COALESCING = new ConfigKey<>(
            "caching.coalescing",
            flag(),
            "false",
            "Whether a request waits for a text that is being computed for another one, and shares its answer.");

    public static final ConfigKey<Integer> ENCODE_THREADS =
            new ConfigKey<>("encode.threads", wholeNumber(1, 256), "1", "Threads that write responses as JSON.");

    public static final ConfigKey<Boolean> PROFILING_ENABLED =
            new ConfigKey<>("profiling.enabled", flag(), "true", "Whether to record a run.");

    public static final ConfigKey<String> PROFILING_RUN = new ConfigKey<>(
            "profiling.run",
            optionalText(),
            "",
            "Directory to record the run in; empty for `narrows-runs/<time>` below the current one.");

    public static final ConfigKey<Long> PROFILING_BUFFER = new ConfigKey<>(
            "profiling.buffer-bytes",
            powerOfTwoBytes(1 << 16, 1 << 28),
            "1MiB",
            "Size of the buffer of each recording thread.");

    public static final ConfigKey<Integer> PROFILING_SAMPLE = new ConfigKey<>(
            "profiling.sample-one-in",
            powerOfTwo(1, 1024),
            "1",
            "Of how many usual requests one is kept whole; slow and failed ones are kept in any case.");

    public static final ConfigKey<Double> PROFILING_SLOW_QUANTILE = new ConfigKey<>(
            "profiling.slow-quantile", number(0.5, 0.9999), "0.99", "From which quantile on a request counts as slow.");

    public static final ConfigKey<Double> PROFILING_BUDGET = new ConfigKey<>(
            "profiling.budget",
            number(0.0001, 1),
            "0.01",
            "Part of the machine's processor time that recording may use; above it fewer requests are kept whole.");

    public static final ConfigKey<Long> PROFILING_ROTATE_BYTES = new ConfigKey<>(
            "profiling.rotate-bytes",
            bytes(1L << 20, 1L << 40),
            "64MiB",
            "Size at which the log goes on in another file.");

    public static final ConfigKey<Duration> PROFILING_ROTATE_AFTER = new ConfigKey<>(
            "profiling.rotate-after",
            duration(Duration.ofSeconds(1), Duration.ofDays(365)),
            "1h",
            "Age at which the log goes on in another file.");

    public static final ConfigKey<Long> PROFILING_MAX_LOG = new ConfigKey<>(
            "profiling.max-log-bytes",
            bytes(1L << 21, 1L << 50),
            "2GiB",
            "Size of the whole log at which its oldest file is removed; at least twice `profiling.rotate-bytes`.");

    public static final ConfigKey<Boolean> PROFILING_LANES = new ConfigKey<>(
            "profiling.lanes",
            flag(),
            "true",
            "Whether pauses and the use of processor, memory and disk are recorded beside the requests.");

    public static final ConfigKey<Duration> PROFILING_LANE_PERIOD = new ConfigKey<>(
            "profiling.lane-period",
            duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
            "100ms",
            "How often these are read.");

    public static final ConfigKey<Boolean> PROFILING_CPU_SAMPLES = new ConfigKey<>(
            "profiling.cpu-samples",
            flag(),
            "false",
            "Whether stacks of running threads are sampled, so that `narrows cpu` can say which code a stage spends its time in.");

    public static final ConfigKey<Duration> PROFILING_CPU_PERIOD = new ConfigKey<>(
            "profiling.cpu-period",
            duration(Duration.ofMillis(1), Duration.ofSeconds(1)),
            "10ms",
            "Processor time of a thread between two of its samples.");

    public static final ConfigKey<Integer> PROFILING_OPERATORS = new ConfigKey<>(
            "profiling.operators",
            wholeNumber(0, 1_000),
            "0",
            "How many batches the engine's own profiler looks into, for the time of each layer and operator; these are slower.");

    public static final ConfigKey<Duration> SHUTDOWN_GRACE = new ConfigKey<>(
            "shutdown.grace",
            duration(Duration.ZERO, Duration.ofMinutes(60)),
            "10s",
            "How long requests in flight may take to finish after SIGTERM before those that wait are refused and the rest is cut off.");

    public static final ConfigKey<Duration> SHUTDOWN_LINGER = new ConfigKey<>(
            "shutdown.linger",
            duration(Duration.ZERO, Duration.ofMinutes(1)),
            "500ms",
            "How long an idle keep-alive connection stays open after SIGTERM, to answer a request already on its way.");

    private static final List<ConfigKey<?>> ALL = List.of(
            HTTP_HOST,
            HTTP_PORT,
            HTTP_MAX_BODY,
            HTTP_MAX_DISCARD,
            HTTP_IDLE_TIMEOUT,
            MODEL_NAME,
            MODEL_ENGINE,
            MODEL_VARIANT,
            MODEL_VARIANTS,
            MODEL_DEVICE,
            MODEL_INTRA_OP_THREADS,
            TENSORRT_PRECISION,
            TENSORRT_MAX_BATCH,
            TENSORRT_OPT_BATCH,
            TENSORRT_OPT_TOKENS,
            TENSORRT_CALIBRATION,
            GOLDEN_GATE,
            GOLDEN_SAMPLES,
            MODELS_DIRECTORY,
            REQUEST_MAX_TEXTS,
            REQUEST_TIMEOUT,
            WARM_UP_REQUESTS,
            PREPARE_THREADS,
            PREPARE_QUEUE_SIZE,
            BATCHING_WORKERS,
            BATCHING_MODE,
            BATCHING_MAX_SIZE,
            BATCHING_DELAY,
            BATCHING_LATENCY_GOAL,
            BATCHING_QUEUE_SIZE,
            CACHING_MAX_BYTES,
            CACHING_TTL,
            CACHING_COALESCING,
            ENCODE_THREADS,
            PROFILING_ENABLED,
            PROFILING_RUN,
            PROFILING_BUFFER,
            PROFILING_SAMPLE,
            PROFILING_SLOW_QUANTILE,
            PROFILING_BUDGET,
            PROFILING_ROTATE_BYTES,
            PROFILING_ROTATE_AFTER,
            PROFILING_MAX_LOG,
            PROFILING_LANES,
            PROFILING_LANE_PERIOD,
            PROFILING_CPU_SAMPLES,
            PROFILING_CPU_PERIOD,
            PROFILING_OPERATORS,
            SHUTDOWN_GRACE,
            SHUTDOWN_LINGER);

    private Keys() {}

    /** All keys, in the order of the documentation. */
    public static List<ConfigKey<?>> all() {
        return ALL;
    }
}
