package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A server of a model that the test holds and releases, and what it says of itself. */
final class Serving {
    private Serving() {}

    static NarrowsServer start(FakeModel model, String yaml) {
        return start(model, yaml, Profiler.disabled());
    }

    static NarrowsServer start(FakeModel model, String yaml, Profiler profiler) {
        return NarrowsServer.start(ConfigLoader.parse(yaml + "\nhttp: {port: 0}", "test"), model, profiler);
    }

    /** A request for some texts. */
    static String request(String... texts) {
        String data = Arrays.stream(texts).map(text -> '"' + text + '"').collect(Collectors.joining(","));
        return RawClient.post("{\"inputs\":[{\"name\":\"text\",\"shape\":[" + texts.length
                + "],\"datatype\":\"BYTES\",\"data\":[" + data + "]}]}");
    }

    /** A request for one text with parameters, as {@code "name":value,...}. */
    static String requestWith(String parameters, String text) {
        return RawClient.post(RawClient.body(text).replace("{\"id\"", "{\"parameters\":{" + parameters + "},\"id\""));
    }

    static String metrics(NarrowsServer server) {
        try (RawClient client = new RawClient(server.port())) {
            return client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n")
                    .read()
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether so many requests wait in a queue. */
    static boolean waits(NarrowsServer server, String queue, int requests) {
        return metrics(server).contains("narrows_queue_waiting{queue=\"" + queue + "\"} " + requests + ".0");
    }

    static void awaitWaiting(NarrowsServer server, String queue, int requests) throws InterruptedException {
        await(requests + " wait in " + queue, () -> waits(server, queue, requests));
    }

    /** Waits until a meter's line is there. */
    static void await(NarrowsServer server, String line) throws InterruptedException {
        await(line, () -> metrics(server).contains(line));
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Waits for the counts of texts: a miss is counted after it was handed to the model. */
    static void counted(NarrowsServer server, int hits, int coalesced, int misses) throws InterruptedException {
        for (var count :
                Map.of("hit", hits, "coalesced", coalesced, "miss", misses).entrySet()) {
            await(server, "narrows_cache_texts_total{outcome=\"" + count.getKey() + "\"} " + count.getValue() + ".0");
        }
    }
}
