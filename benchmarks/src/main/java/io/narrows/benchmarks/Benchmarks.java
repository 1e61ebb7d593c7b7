package io.narrows.benchmarks;

import io.narrows.benchmarks.loader.LoaderTask;
import io.narrows.benchmarks.planted.PlantedService;
import io.narrows.cli.ExitCode;
import io.narrows.environment.Fingerprint;
import io.narrows.experiment.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs one benchmark: {@code NAME [--quick]}. Prints a table, writes {@code results/NAME.json}, and exits with 0 when every
 * target holds, 1 when one is missed, 3 when the machine was too noisy to tell, and 2 for an unknown name.
 */
public final class Benchmarks {
    private static final Map<String, Supplier<Benchmark>> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("analysis", AnalysisBenchmark::new),
            Map.entry("client", ClientBenchmark::new),
            Map.entry("kill9", KillBenchmark::new),
            Map.entry("kill9-server", KillServerBenchmark::new),
            Map.entry("loader", LoaderBenchmark::new),
            Map.entry("overhead", OverheadBenchmark::new),
            Map.entry("planted", PlantedBenchmark::new),
            Map.entry("recording", RecordingBenchmark::new),
            Map.entry("serving", ServingBenchmark::new),
            Map.entry("sigterm", SigtermBenchmark::new),
            Map.entry("stress", StressBenchmark::new),
            Map.entry("twohours", TwoHoursBenchmark::new),
            Map.entry("whatif", WhatIfBenchmark::new)));

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(StubHttpServer.ARGUMENT)) {
            StubHttpServer.serve();
            return;
        }
        if (args.length > 0 && args[0].equals(KilledService.ARGUMENT)) {
            KilledService.serve(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals(TwoHours.ARGUMENT)) {
            TwoHours.run(args[1]);
            return;
        }
        if (args.length > 0 && args[0].equals(ManySpans.ARGUMENT)) {
            ManySpans.run(args[1], args[2]);
            return;
        }
        if (args.length > 0 && args[0].equals(PlantedService.ARGUMENT)) {
            PlantedService.run(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals(LoaderTask.ARGUMENT)) {
            LoaderTask.run(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals(PlantedService.NEIGHBOUR)) {
            PlantedService.compute(Integer.parseInt(args[1]));
            return;
        }
        System.exit(run(args));
    }

    static int run(String... args) throws IOException {
        String name = args.length == 0 ? "" : args[0];
        Supplier<Benchmark> maker = ALL.get(name);
        if (maker == null) {
            System.err.println("benchmarks: " + (name.isEmpty() ? "no name given" : "'" + name + "' is not known")
                    + "; benchmarks are " + String.join(", ", ALL.keySet()));
            return ExitCode.USAGE;
        }
        Set<String> options = new LinkedHashSet<>(Arrays.asList(args).subList(1, args.length));
        boolean quick = options.remove("--quick");
        Benchmark benchmark = maker.get();
        for (String option : options) {
            if (!benchmark.options().contains(option)) {
                List<String> known = Stream.concat(Stream.of("--quick"), benchmark.options().stream())
                        .sorted()
                        .toList();
                System.err.println("benchmarks: '" + option + "' is no option of " + name + "; its options are "
                        + String.join(", ", known));
                return ExitCode.USAGE;
            }
        }
        Path home = Path.of(System.getProperty("narrows.home", "."));
        Path work = Files.createTempDirectory("narrows-benchmark-");
        try {
            Bench bench = new Bench(
                    quick, options, Launcher.ofJar(home.resolve("reference-server/target/dist/narrows.jar")), work);
            long startNs = System.nanoTime();
            List<Row> rows = benchmark.run(bench);
            Results.print(rows, System.out);
            Path file = home.resolve("benchmarks/results/" + name + ".json");
            Results.write(file, name, quick, rows, Fingerprint.collect());
            System.out.println(
                    "took " + Duration.ofNanos(System.nanoTime() - startNs).toSeconds()
                            + " s; written to benchmarks/results/" + name + ".json");
            return Results.exitCode(rows);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("benchmarks: " + name + " was interrupted");
            return ExitCode.ENVIRONMENT;
        } catch (Exception e) {
            System.err.println("benchmarks: " + name + " could not be run: " + e);
            return ExitCode.ENVIRONMENT;
        } finally {
            Bench.delete(work);
        }
    }
}
