package io.narrows.benchmarks.planted;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Pipelines in which the work of a stage is the bottleneck. */
final class StagePlants {

    private StagePlants() {}

    /** One of four stages takes as long as the others together, three times over. */
    static Consumer<Job> slowStage(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        Stage read = rig.serving("http.read");
        Stage lookup = rig.serving("lookup");
        Stage rank = rig.compute("rank");
        Stage write = rig.serving("http.write");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(0.8);
                job.rest(lookup, 9);
                job.rest(rank, 1.5);
                job.rest(write, 0.8);
                rig.end(job);
            });
        };
    }

    /** Tokenizing takes longer than the model. */
    static Consumer<Job> tokenizing(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        Stage read = rig.serving("http.read");
        Stage tokenize = rig.data("tokenize");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(0.5);
                job.work(tokenize, 4);
                job.rest(forward, 2.5);
                job.rest(write, 0.5);
                rig.end(job);
            });
        };
    }

    /** Writing small answers as text takes longer than the model. */
    static Consumer<Job> serialization(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        Stage decode = rig.serving("decode");
        Stage forward = rig.compute("forward");
        Stage encode = rig.serving("encode");
        Attribute bytes = rig.attribute("response.bytes", "B");
        return job -> {
            job.trace().enter(decode);
            pool.execute(() -> {
                job.work(0.7);
                job.rest(forward, 3);
                job.work(encode, 4);
                job.trace().attribute(bytes, 20_000 + job.random().nextInt(4_000));
                rig.end(job);
            });
        };
    }

    /** Bodies of up to some MB over a connection of 250 MB/s. */
    static Consumer<Job> largePayloads(Rig rig) {
        ExecutorService pool = rig.pool("worker", 24);
        Stage read = rig.serving("http.read");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        Attribute bytes = rig.attribute("request.bytes", "B");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                double size = 200_000 * Math.exp(1.6 * job.random().nextDouble() * 2);
                job.trace().attribute(bytes, (long) size);
                Spend.waiting(0.3 + size / 250e6 * 1000);
                job.rest(forward, 3);
                job.rest(write, 0.5);
                rig.end(job);
            });
        };
    }

    /** A proxy, a filter and the service each unpack the body, and the first two pack it again. */
    static Consumer<Job> repeatedCompression(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        Stage read = rig.serving("http.read");
        Stage decompress = rig.serving("decompress");
        Stage filter = rig.serving("filter");
        Stage compress = rig.serving("compress");
        Stage forward = rig.compute("forward");
        byte[] packed = pack(text());
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(0.5);
                byte[] body = packed;
                for (int hop = 0; hop < 2; hop++) {
                    job.trace().enter(decompress);
                    byte[] content = unpack(body);
                    job.rest(filter, 0.4);
                    job.trace().enter(compress);
                    body = pack(content);
                }
                job.trace().enter(decompress);
                byte[] content = unpack(body);
                job.rest(forward, 2 + content.length / 1e6);
                rig.end(job);
            });
        };
    }

    private static byte[] text() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < 60_000) {
            text.append("word").append(random.nextInt(5_000)).append(' ');
        }
        return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] pack(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] unpack(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Few inputs are asked for again and again, and each is computed. */
    static Consumer<Job> duplicateWork(Rig rig) {
        ExecutorService pool = rig.pool("model", 16);
        Stage read = rig.serving("http.read");
        Stage queue = rig.serving("queue");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        Attribute hash = rig.attribute("input.hash", "");
        return job -> {
            job.rest(read, 0.4);
            job.trace().attribute(hash, 1_000_003L * (1 + job.random().nextInt(40)));
            job.trace().enter(queue);
            pool.execute(() -> {
                job.rest(forward, 8);
                job.rest(write, 0.5);
                rig.end(job);
            });
        };
    }

    /** The model is quick; what it works on is not there in time. */
    static Consumer<Job> dataStarvation(Rig rig) {
        ExecutorService pool = rig.pool("trainer", 16);
        Stage load = rig.data("shard.load");
        Stage assemble = rig.data("assemble");
        Stage forward = rig.compute("forward");
        Stage backward = rig.compute("backward");
        return job -> {
            job.trace().enter(load);
            pool.execute(() -> {
                job.rest(7);
                job.rest(assemble, 0.8);
                job.rest(forward, 1.4);
                job.rest(backward, 1.6);
                rig.end(job);
            });
        };
    }

    /** One of four shards answers five times later than the others. */
    static Consumer<Job> skewedShard(Rig rig) {
        ExecutorService pool = rig.pool("worker", 24);
        Stage read = rig.serving("http.read");
        Stage lookup = rig.serving("lookup");
        Stage forward = rig.compute("forward");
        Attribute shard = rig.attribute("shard", "");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                int to = job.random().nextInt(4);
                job.trace().attribute(shard, to);
                job.rest(read, 0.8);
                job.rest(lookup, to == 2 ? 15 : 3);
                job.rest(forward, 3);
                rig.end(job);
            });
        };
    }

    /** Most of the time lies between the stages. */
    static Consumer<Job> unaccounted(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        Stage read = rig.serving("http.read");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(1);
                job.trace().leave();
                Spend.waiting(job.varied(6));
                job.rest(forward, 2);
                job.rest(write, 1);
                rig.end(job);
            });
        };
    }
}
