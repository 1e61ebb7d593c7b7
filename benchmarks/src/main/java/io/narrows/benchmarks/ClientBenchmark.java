package io.narrows.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.Workload;
import io.narrows.experiment.WorkloadOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much processor time does the load generator take from the server beside it? The generator against one on
 * java.net.http, the same requests at the same mean rate, in alternating slices, against a server that does nothing.
 */
final class ClientBenchmark implements Benchmark {
    private static final double RATE_PER_S = 60;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Texts texts = Texts.builtIn();

    private record Slice(double cpuUs, double p50Us) {}

    @Override
    public List<Row> run(Bench bench) throws Exception {
        int pairs = bench.quick() ? 10 : 24;
        Duration slice = Duration.ofSeconds(bench.quick() ? 4 : 8);
        Process stub = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        absolute(System.getProperty("java.class.path")),
                        Benchmarks.class.getName(),
                        StubHttpServer.ARGUMENT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Slice> own = new ArrayList<>();
        List<Slice> jdk = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            String port =
                    new BufferedReader(new InputStreamReader(stub.getInputStream(), StandardCharsets.UTF_8)).readLine();
            URI url = URI.create("http://127.0.0.1:" + port);
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(executor)
                    .build();
            bench.say("warming both");
            own(url, slice.multipliedBy(2), 0);
            jdk(client, url, slice.multipliedBy(2), 0);
            for (int pair = 1; pair <= pairs; pair++) {
                bench.say("pair " + pair + " of " + pairs);
                if (pair % 2 == 0) {
                    own.add(own(url, slice, pair));
                    jdk.add(jdk(client, url, slice, pair));
                } else {
                    jdk.add(jdk(client, url, slice, pair));
                    own.add(own(url, slice, pair));
                }
            }
        } finally {
            executor.shutdownNow();
            stub.getOutputStream().close();
            if (!stub.waitFor(10, TimeUnit.SECONDS)) {
                stub.destroyForcibly();
            }
        }
        String note = pairs + " pairs at " + (int) RATE_PER_S + "/s";
        double[] ones = new double[pairs];
        Arrays.fill(ones, 1);
        return List.of(
                Row.atMost("processor time, own / java.net.http", ratio(cpu(own), cpu(jdk)), "", 1, note),
                Row.informs("processor time per request, own", ratio(cpu(own), ones), "us", ""),
                Row.informs("processor time per request, java.net.http", ratio(cpu(jdk), ones), "us", ""),
                Row.informs("p50 latency, own", ratio(p50(own), ones), "us", "from the scheduled arrival"),
                Row.informs("p50 latency, java.net.http", ratio(p50(jdk), ones), "us", "from the scheduled arrival"));
    }

    private Slice own(URI url, Duration duration, int seed) {
        long before = system.getProcessCpuTime();
        LoadOptions options = new LoadOptions(
                RATE_PER_S,
                Duration.ZERO,
                duration,
                LoadOptions.DEFAULT_CONNECTIONS,
                LoadOptions.DEFAULT_TIMEOUT,
                WorkloadOptions.defaults(seed));
        LoadResult load = LoadTest.run(Target.of(url, "minilm"), texts, options, LoadListener.NONE);
        double cpuUs = (system.getProcessCpuTime() - before) / 1e3 / Math.max(1, load.answered());
        double[] ms = load.latenciesMs();
        Arrays.sort(ms);
        return new Slice(cpuUs, ms[ms.length / 2] * 1e3);
    }

    private Slice jdk(HttpClient client, URI url, Duration duration, int seed) {
        long before = system.getProcessCpuTime();
        Workload workload = new Workload(texts, WorkloadOptions.defaults(seed), "text");
        SplittableRandom random = new SplittableRandom(seed);
        List<CompletableFuture<Long>> latencies = new ArrayList<>();
        long startNs = System.nanoTime();
        long dueNs = startNs;
        while (true) {
            dueNs += (long) (-Math.log(1 - random.nextDouble()) / RATE_PER_S * 1e9);
            if (dueNs - startNs >= duration.toNanos()) {
                break;
            }
            HttpRequest request = HttpRequest.newBuilder(url.resolve("/v2/models/minilm/infer"))
                    .header("content-type", "application/json")
                    .header("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
                    .timeout(LoadOptions.DEFAULT_TIMEOUT)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(workload.next()))
                    .build();
            for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
            long scheduledNs = dueNs;
            latencies.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                    .thenApply(response -> System.nanoTime() - scheduledNs));
        }
        long[] ns =
                latencies.stream().mapToLong(CompletableFuture::join).sorted().toArray();
        double cpuUs = (system.getProcessCpuTime() - before) / 1e3 / Math.max(1, ns.length);
        return new Slice(cpuUs, ns[ns.length / 2] / 1e3);
    }

    private static String absolute(String classPath) {
        return String.join(
                File.pathSeparator,
                Arrays.stream(classPath.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    private static double[] cpu(List<Slice> slices) {
        return slices.stream().mapToDouble(Slice::cpuUs).toArray();
    }

    private static double[] p50(List<Slice> slices) {
        return slices.stream().mapToDouble(Slice::p50Us).toArray();
    }

    private static Estimate ratio(double[] numerator, double[] denominator) {
        return MeanIntervals.ratioOfPairs(numerator, denominator);
    }
}
