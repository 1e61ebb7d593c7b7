package io.narrows.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Valid, hostile and aborted requests, mixed: no error of the server's, and neither memory nor threads that grow. */
final class HostileClaims implements Benchmark {
    private static final int CLIENTS = 4;
    private static final double FLAT = 1.1;
    private static final int MORE_THREADS = 4;

    /** What the table of errors has above 499: a full queue, or a server that stops, and a deadline that has passed. */
    private static final Set<Integer> EXPECTED = Set.of(503, 504);

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Duration all = bench.quick() ? Duration.ofMinutes(1) : Duration.ofMinutes(10);
        Duration settle = all.dividedBy(5);
        Map<String, String> config = Map.of(
                "batching.mode", "adaptive",
                "caching.max-bytes", "4MiB",
                "caching.coalescing", "true",
                "http.max-body-bytes", "1MiB");
        try (ConfiguredServer server = ConfiguredServer.start(bench, "hostile", config)) {
            bench.say("hostile: " + all.toSeconds() + " s of valid, malformed, oversized and aborted requests");
            long startNs = System.nanoTime();
            List<HostileClient> clients = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                HostileClient client = new HostileClient(server.process().url(), 31 + i, startNs + all.toNanos());
                clients.add(client);
                Thread thread = new Thread(client, "hostile-" + i);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
            TimeUnit.NANOSECONDS.sleep(settle.toNanos());
            long residentBefore = server.residentKiB();
            long threadsBefore = server.threads();
            double heapBefore = heapAfterCollection(server);
            for (Thread thread : threads) {
                thread.join(all.plus(Duration.ofMinutes(1)).toMillis());
            }
            boolean alive = server.process().alive();
            return rows(server, clients, alive, residentBefore, threadsBefore, heapBefore);
        }
    }

    private static List<Row> rows(
            ConfiguredServer server,
            List<HostileClient> clients,
            boolean alive,
            long residentBefore,
            long threadsBefore,
            double heapBefore)
            throws IOException, InterruptedException {
        Map<Integer, Long> statuses = new TreeMap<>();
        Map<String, Long> kinds = new TreeMap<>();
        long wrong = 0;
        for (HostileClient client : clients) {
            client.statuses().forEach((status, count) -> statuses.merge(status, count, Long::sum));
            client.kinds().forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
            wrong += client.wrong();
        }
        long bad = statuses.entrySet().stream()
                .filter(one -> one.getKey() >= 500 && !EXPECTED.contains(one.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        double heapAfter = heapAfterCollection(server);
        return List.of(
                Row.exactly("hostile: 5xx beside 503 and 504", bad, "", 0, "statuses: " + statuses),
                Row.exactly("hostile: valid requests without 200 or 503", wrong, "", 0, "sent: " + kinds),
                Row.exactly("hostile: server is alive at the end", alive ? 1 : 0, "", 1, ""),
                Row.limit(
                        "hostile: resident memory, end / after a fifth",
                        (double) server.residentKiB() / residentBefore,
                        "",
                        FLAT,
                        residentBefore / 1024 + " and " + server.residentKiB() / 1024 + " MiB"),
                Row.limit(
                        "hostile: heap after a collection, end / after a fifth",
                        heapAfter / heapBefore,
                        "",
                        FLAT,
                        String.format(Locale.ROOT, "%.1f and %.1f MiB", heapBefore, heapAfter)),
                Row.limit(
                        "hostile: threads, end less after a fifth",
                        (double) (server.threads() - threadsBefore),
                        "",
                        MORE_THREADS,
                        threadsBefore + " and " + server.threads()));
    }

    /** In MiB, as the JDK's own tool tells it of another process after a full collection. */
    private static double heapAfterCollection(ConfiguredServer server) throws IOException, InterruptedException {
        String pid = Long.toString(server.process().pid());
        jcmd(pid, "GC.run");
        return jcmd(pid, "GC.heap_info")
                .filter(line -> line.contains(" used ") && !line.contains("Metaspace") && !line.contains("class space"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("^.* used ([0-9]+)K.*$", "$1")) / 1024)
                .sum();
    }

    private static java.util.stream.Stream<String> jcmd(String pid, String command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                .toString(),
                        pid,
                        command)
                .redirectErrorStream(true)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        process.waitFor(1, TimeUnit.MINUTES);
        return lines.stream();
    }
}
