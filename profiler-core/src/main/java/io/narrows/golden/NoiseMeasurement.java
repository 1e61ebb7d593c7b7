package io.narrows.golden;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Asks a model the same samples in many ways and holds the answers against those to each sample alone: again, in batches of
 * copies of itself, in batches of every size with other neighbours and with padding, in shuffled batches, and from several
 * threads at a time. Used by one thread.
 *
 * <p>Copies of itself need no padding: what differs there is the work of the batch's size and of the place in it alone.
 */
public final class NoiseMeasurement {
    /** Samples that are asked in copies of themselves, spread over all lengths. */
    private static final int COPIED = 16;

    private static final int SHUFFLES = 2;

    private final List<GoldenSample> samples;
    private final GoldenModel model;
    private final NoiseOptions options;
    private final double ulpFloor;
    private final GoldenListener listener;
    private final Map<String, List<GoldenTensor>> own = new TreeMap<>();
    private final List<GoldenNoise.Way> ways = new ArrayList<>();

    private NoiseMeasurement(
            List<GoldenSample> samples,
            GoldenModel model,
            NoiseOptions options,
            double ulpFloor,
            GoldenListener listener) {
        this.samples = samples;
        this.model = model;
        this.options = options;
        this.ulpFloor = ulpFloor;
        this.listener = listener;
    }

    /**
     * Measures.
     *
     * @param samples what to ask; expected answers have no part in it
     * @param model whom to ask; stays open
     * @param ulpFloor differences up to this count as 0 ULP
     * @return one way of asking after another; a sample on which the model fails is counted, not thrown
     * @throws GoldenException when the model cannot be reached
     */
    public static GoldenNoise of(
            List<GoldenSample> samples,
            GoldenModel model,
            NoiseOptions options,
            double ulpFloor,
            GoldenListener listener) {
        return new NoiseMeasurement(samples, model, options, ulpFloor, listener).measure();
    }

    private GoldenNoise measure() {
        askAlone();
        List<GoldenSample> answered =
                samples.stream().filter(sample -> own.containsKey(sample.id())).toList();
        alone("asked again, alone", answered);
        List<GoldenSample> spread = spread(answered);
        for (int size : options.maxBatch() == 2 ? new int[] {2} : new int[] {2, options.maxBatch()}) {
            List<List<GoldenSample>> copies = spread.stream()
                    .map(sample -> Collections.nCopies(size, sample))
                    .toList();
            batches("as " + size + " copies in a batch, unpadded", copies);
        }
        for (int size = 2; size <= options.maxBatch(); size++) {
            batches("in batches of " + size + ", long beside short", Batches.plan(answered, size));
        }
        batches("in batches of " + options.maxBatch() + ", shuffled", shuffled(answered));
        underLoad(answered);
        return new GoldenNoise(ways);
    }

    private void askAlone() {
        int done = 0;
        for (GoldenSample sample : samples) {
            List<GoldenTensor> answer = ask(model, sample.inputs());
            if (!answer.isEmpty()) {
                own.put(sample.id(), answer);
            }
            listener.progress("own noise: alone", ++done, samples.size());
        }
    }

    /** An answer; empty where the model gave none. */
    static List<GoldenTensor> ask(GoldenModel model, List<GoldenTensor> inputs) {
        try {
            return model.infer(inputs);
        } catch (RuntimeException e) {
            if (e instanceof GoldenException golden && golden.isUnavailable()) {
                throw golden;
            }
            return List.of();
        }
    }

    private void alone(String name, List<GoldenSample> answered) {
        NoiseMeter meter = new NoiseMeter(name, ulpFloor);
        int done = 0;
        for (GoldenSample sample : answered) {
            meter.add(sample, own(sample), ask(model, sample.inputs()));
            listener.progress("own noise: " + name, ++done, answered.size());
        }
        ways.add(meter.way());
    }

    private void batches(String name, List<List<GoldenSample>> batches) {
        if (batches.isEmpty()) {
            return;
        }
        NoiseMeter meter = new NoiseMeter(name, ulpFloor);
        int done = 0;
        for (List<GoldenSample> batch : batches) {
            batch(meter, batch, inputs -> ask(model, inputs));
            listener.progress("own noise: " + name, ++done, batches.size());
        }
        ways.add(meter.way());
    }

    private void batch(
            NoiseMeter meter, List<GoldenSample> batch, Function<List<GoldenTensor>, List<GoldenTensor>> asking) {
        List<List<GoldenTensor>> answers;
        try {
            answers = Batches.split(batch, asking.apply(Batches.join(batch)));
        } catch (GoldenException e) {
            if (e.isUnavailable()) {
                throw e;
            }
            batch.forEach(meter::fail);
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            meter.add(batch.get(i), own(batch.get(i)), answers.get(i));
        }
    }

    private List<GoldenTensor> own(GoldenSample sample) {
        return own.getOrDefault(sample.id(), List.of());
    }

    private static List<GoldenSample> spread(List<GoldenSample> answered) {
        List<GoldenSample> chosen = new ArrayList<>();
        for (List<GoldenSample> alike : Batches.alike(answered)) {
            List<GoldenSample> byLength = Batches.byLength(alike);
            int number = Math.min(COPIED, byLength.size());
            for (int i = 0; i < number; i++) {
                chosen.add(byLength.get(i * byLength.size() / number));
            }
        }
        return chosen;
    }

    private List<List<GoldenSample>> shuffled(List<GoldenSample> answered) {
        Random random = new Random(options.seed());
        List<List<GoldenSample>> batches = new ArrayList<>();
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            for (List<GoldenSample> alike : Batches.alike(answered)) {
                List<GoldenSample> order = new ArrayList<>(alike);
                Collections.shuffle(order, random);
                for (int from = 0; from < order.size(); from += options.maxBatch()) {
                    batches.add(List.copyOf(order.subList(from, Math.min(from + options.maxBatch(), order.size()))));
                }
            }
        }
        return batches;
    }

    /** Every client asks all samples, each in an order of its own, so that a server may put any of them together. */
    private void underLoad(List<GoldenSample> answered) {
        if (options.clients() < 2) {
            return;
        }
        String name = "by " + options.clients() + " clients at a time, alone";
        List<GoldenNoise.Way> measured = new Clients(options, answered, own, ulpFloor)
                .ask(model, name, done -> listener.progress("own noise: " + name, done, answered.size()));
        ways.addAll(measured);
    }
}
