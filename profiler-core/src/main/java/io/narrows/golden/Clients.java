package io.narrows.golden;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Asks one model from several threads at a time. Used by one thread, which starts the others and waits for them. */
final class Clients {
    private final NoiseOptions options;
    private final List<GoldenSample> samples;
    private final Map<String, List<GoldenTensor>> own;
    private final double ulpFloor;

    Clients(NoiseOptions options, List<GoldenSample> samples, Map<String, List<GoldenTensor>> own, double ulpFloor) {
        this.options = options;
        this.samples = samples;
        this.own = own;
        this.ulpFloor = ulpFloor;
    }

    private record Answer(GoldenSample sample, List<GoldenTensor> tensors) {}

    /**
     * Asks, and compares when all are done.
     *
     * @param done hears how many samples one of the clients has asked
     * @return one way of asking; none where the model cannot be asked from several threads
     * @throws GoldenException when the model cannot be reached
     */
    List<GoldenNoise.Way> ask(GoldenModel model, String name, IntConsumer done) {
        List<GoldenModel> models = new ArrayList<>();
        try {
            for (int i = 0; i < options.clients(); i++) {
                Optional<GoldenModel> another = model.another();
                if (another.isEmpty()) {
                    return List.of();
                }
                models.add(another.orElseThrow());
            }
            NoiseMeter meter = new NoiseMeter(name, ulpFloor);
            for (Answer answer : together(models, done)) {
                meter.add(answer.sample, own.getOrDefault(answer.sample.id(), List.of()), answer.tensors);
            }
            return List.of(meter.way());
        } finally {
            models.forEach(GoldenModel::close);
        }
    }

    private List<Answer> together(List<GoldenModel> models, IntConsumer done) {
        ExecutorService threads = Executors.newFixedThreadPool(models.size(), task -> {
            Thread thread = new Thread(task, "golden client");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<List<Answer>>> running = new ArrayList<>();
            for (int i = 1; i < models.size(); i++) {
                int client = i;
                running.add(threads.submit(() -> one(models.get(client), client, number -> {})));
            }
            List<Answer> answers = new ArrayList<>(one(models.get(0), 0, done));
            for (Future<List<Answer>> other : running) {
                answers.addAll(other.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof GoldenException golden
                    ? golden
                    : new GoldenException("a client failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GoldenException.unavailable("interrupted while clients were asking", e);
        } finally {
            stop(threads);
        }
    }

    /** Waits for those that still ask: a model is not closed under a thread that is inside it. */
    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Answer> one(GoldenModel model, int client, IntConsumer done) {
        List<GoldenSample> order = new ArrayList<>(samples);
        Collections.shuffle(order, new Random(options.seed() + client));
        List<Answer> answers = new ArrayList<>();
        for (GoldenSample sample : order) {
            answers.add(new Answer(sample, NoiseMeasurement.ask(model, sample.inputs())));
            done.accept(answers.size());
        }
        return answers;
    }
}
