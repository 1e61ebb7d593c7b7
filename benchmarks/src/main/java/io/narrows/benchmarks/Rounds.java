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
    private static final double RATE_PER_S = 40;

    private Rounds() {}

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
            LoadOptions options = new LoadOptions(
                    RATE_PER_S, Duration.ZERO, LOAD, 32, LoadOptions.DEFAULT_TIMEOUT, WorkloadOptions.defaults(number));
            CompletableFuture<LoadResult> load = CompletableFuture.supplyAsync(
                    () -> LoadTest.run(Target.of(server.url(), "minilm"), Texts.builtIn(), options, LoadListener.NONE));
            TimeUnit.MILLISECONDS.sleep(1_000 + new Random(number).nextInt(2_000));
            long endedNs = System.nanoTime();
            end.accept(server);
            Integer code = server.exitCode(Duration.ofSeconds(60));
            if (code == null) {
                throw new IllegalStateException("round " + number + ": the server still runs after 60 s");
            }
            return new Round(endedNs, load.get(60, TimeUnit.SECONDS).exchanges(), code, run);
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
