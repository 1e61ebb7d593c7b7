package io.narrows.benchmarks;

import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with a configuration of its own, in a process of its own, and what can be seen of it from outside. */
final class ConfiguredServer implements AutoCloseable {
    static final String MODEL = "minilm";

    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final ServerProcess process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    private ConfiguredServer(ServerProcess process) {
        this.process = process;
    }

    /**
     * Starts one that records nothing.
     *
     * @param name of its files in the benchmark's folder
     * @param config keys and values of its configuration, {@code section.key}
     */
    static ConfiguredServer start(Bench bench, String name, Map<String, String> config) throws IOException {
        return new ConfiguredServer(
                bench.server(name, "--config", yaml(bench, name, config).toString(), "--no-profiling"));
    }

    /** Starts one that records to {@code run}. */
    static ConfiguredServer recording(Bench bench, String name, Map<String, String> config, Path run)
            throws IOException {
        return new ConfiguredServer(
                bench.server(name, "--config", yaml(bench, name, config).toString(), "--run", run.toString()));
    }

    private static Path yaml(Bench bench, String name, Map<String, String> config) throws IOException {
        StringBuilder text = new StringBuilder();
        String section = "";
        for (Map.Entry<String, String> entry : new TreeMap<>(config).entrySet()) {
            String[] parts = entry.getKey().split("\\.", 2);
            if (!parts[0].equals(section)) {
                section = parts[0];
                text.append(section).append(":\n");
            }
            text.append("  ")
                    .append(parts[1])
                    .append(": \"")
                    .append(entry.getValue())
                    .append("\"\n");
        }
        return Files.writeString(bench.work().resolve(name + ".yaml"), text);
    }

    ServerProcess process() {
        return process;
    }

    Target target() {
        return Target.of(process.url(), MODEL);
    }

    URI infer() {
        return process.url().resolve("/v2/models/" + MODEL + "/infer");
    }

    HttpClient http() {
        return http;
    }

    /** Sum of all series of a meter. */
    double meter(String name) throws IOException, InterruptedException {
        return meter(name, "");
    }

    /** Sum of those series of a meter whose labels hold a text. */
    double meter(String name, String label) throws IOException, InterruptedException {
        return page().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(ConfiguredServer::value)
                .sum();
    }

    /** Sums of the series of a meter by the value of one of their labels. */
    Map<String, Double> meters(String name, String label) throws IOException, InterruptedException {
        Pattern value = Pattern.compile("[{,]" + Pattern.quote(label) + "=\"([^\"]*)\"");
        Map<String, Double> sums = new TreeMap<>();
        for (String line :
                page().lines().filter(one -> one.startsWith(name + "{")).toList()) {
            Matcher matcher = value.matcher(line);
            if (matcher.find()) {
                sums.merge(matcher.group(1), value(line), Double::sum);
            }
        }
        return sums;
    }

    private String page() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(process.url().resolve("/metrics"))
                .timeout(ANSWER)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The number after the name and its labels, before what may follow. */
    private static double value(String line) {
        int from = Math.max(line.indexOf(' '), line.lastIndexOf("} ") + 1);
        return Double.parseDouble(line.substring(from).strip().split(" ", 2)[0]);
    }

    /** Memory that it has of the machine, in KiB; 0 where the system does not tell. */
    long residentKiB() throws IOException {
        return status("VmRSS:");
    }

    /** Its threads; 0 where the system does not tell. */
    long threads() throws IOException {
        return status("Threads:");
    }

    private long status(String field) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        return Files.isReadable(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith(field))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(0)
                : 0;
    }

    /** Ends it well, so that its run is complete. */
    @Override
    public void close() {
        process.stop(STOP);
        process.close();
    }
}
