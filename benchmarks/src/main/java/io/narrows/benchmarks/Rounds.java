package io.narrows.benchmarks;

import io.narrows.experiment.Exchange;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Ends a server under load, again and again, and keeps what the clients saw. */
final class Rounds {
    private static final Duration LOAD = Duration.ofSeconds(4);
    private static final double RATE_PER_S = 100;
    /** As many as one forward takes: a slow machine finishes them within the server's grace. */
    private static final int CONNECTIONS = 8;
    /** Longer than the grace, so that no failure is the client's impatience. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Short texts, so that many requests end and begin around the moment in question, on a slow machine too. */
    private static final List<String> SHORT = List.of(
            "bread", "a glass of water", "the train is late", "where is the harbour?", "snow in April", "thank you");

    private Rounds() {}

    private static WorkloadOptions workload(int seed) {
        return new WorkloadOptions(seed, 0, 0, 1, 0);
    }

    /**
     * What one round left.
     *
     * @param endedNs when the server was told, or made, to end
     * @param exchanges what became of the requests
     * @param exitCode of the server
     * @param run its run directory
     */
    record Round(long endedNs, List<Exchange> exchanges, int exitCode, Path run) {}

    /** Starts a server, loads it, ends it at a random moment, and waits for both. */
    static Round play(Bench bench, int number, Consumer<ServerProcess> end) throws Exception {
        String name = "round-" + number;
        Path run = bench.work().resolve(name);
        try (ServerProcess server = bench.server(name, "--run", run.toString())) {
            LoadOptions options =
                    new LoadOptions(RATE_PER_S, Duration.ZERO, LOAD, CONNECTIONS, TIMEOUT, workload(number));
            Texts texts = Texts.fromFile(Files.write(bench.work().resolve("texts"), SHORT));
            CompletableFuture<LoadResult> load = CompletableFuture.supplyAsync(
                    () -> LoadTest.run(Target.of(server.url(), "minilm"), texts, options, LoadListener.NONE));
            TimeUnit.MILLISECONDS.sleep(1_000 + new Random(number).nextInt(2_000));
            long endedNs = System.nanoTime();
            end.accept(server);
            Integer code = server.exitCode(Duration.ofSeconds(60));
            if (code == null) {
                throw new IllegalStateException("round " + number + ": the server still runs after 60 s");
            }
            return new Round(endedNs, load.get(90, TimeUnit.SECONDS).exchanges(), code, run);
        }
    }

    /** Number of crash files that the JVM left in the current folder or the run's. */
    static long crashFiles(Path run) throws IOException {
        long count = 0;
        for (Path folder : List.of(Path.of("").toAbsolutePath(), run)) {
            try (Stream<Path> files = Files.list(folder)) {
                count += files.filter(file -> file.getFileName().toString().startsWith("hs_err_pid"))
                        .count();
            }
        }
        return count;
    }
}
