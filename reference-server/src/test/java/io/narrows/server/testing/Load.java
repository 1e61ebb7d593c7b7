package io.narrows.server.testing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Clients with keep-alive connections, each sending the next request when the last is answered, until the server refuses a
 * new connection or {@link #stop} is called. Every request has a trace id of its own.
 */
public final class Load {
    private static final int CLIENTS = 8;

    private final URI infer;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * A response that arrived in full.
     *
     * @param traceId 32 hexadecimal digits
     * @param receivedNs when, by {@link System#nanoTime()}
     */
    public record Answer(String traceId, long receivedNs) {}

    /** Starts the clients. */
    public Load(URI server) {
        infer = server.resolve("/v2/models/minilm/infer");
        for (int i = 0; i < CLIENTS; i++) {
            Thread thread = new Thread(this::run, "load-" + i);
            thread.start();
            threads.add(thread);
        }
    }

    private void run() {
        while (!stopped) {
            String traceId = String.format(
                    "%016x%016x",
                    ThreadLocalRandom.current().nextLong() | 1,
                    ThreadLocalRandom.current().nextLong());
            HttpRequest request = HttpRequest.newBuilder(infer)
                    .header("Content-Type", "application/json")
                    .header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01")
                    .timeout(Duration.ofSeconds(30))
                    .POST(BodyPublishers.ofString(RawClient.body("word ".repeat(1 + answers.size() % 20))))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200 && response.body().endsWith("}")) {
                    answers.add(new Answer(traceId, System.nanoTime()));
                } else {
                    failures.add(response.statusCode() + " " + response.body());
                }
            } catch (ConnectException e) {
                return; // the listener is closed: this request never was in flight
            } catch (IOException e) {
                if (!stopped) {
                    failures.add(traceId + ": " + e);
                }
                return;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Waits until so many responses have arrived. */
    public void awaitAnswers(int count) throws InterruptedException {
        while (answers.size() < count && failures.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Lets no further request begin. */
    public void stop() {
        stopped = true;
    }

    /** Waits for the clients to end. */
    public void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
    }

    /** Responses so far. */
    public List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Requests that failed other than by a refused connection. */
    public List<String> failures() {
        return List.copyOf(failures);
    }
}
