package io.narrows.golden;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Batches of samples of different lengths, joined along the first dimension. */
final class Batches {
    static final int SIZE = 8;

    private Batches() {}

    /*
     * Samples of one form are sorted by length; every batch takes half of its samples from the long end and half from the
     * short end, in turn, so that a batch mixes lengths and most of its rows are padded, while few batches are as long as
     * the longest text. Each batch starts at another of its rows, so that a long text does not always come first. The plan
     * depends on the set alone.
     */
    static List<List<GoldenSample>> plan(List<GoldenSample> samples) {
        return plan(samples, SIZE);
    }

    /** The same with batches of another size, at least 2; the last batch of a form may have one more. */
    static List<List<GoldenSample>> plan(List<GoldenSample> samples, int size) {
        List<List<GoldenSample>> plan = new ArrayList<>();
        for (List<GoldenSample> alike : alike(samples)) {
            deal(alike, size, plan);
        }
        return plan;
    }

    /** Samples that fit into one batch, by their form; those that fit into none with another are left out. */
    static List<List<GoldenSample>> alike(List<GoldenSample> samples) {
        Map<List<Object>, List<GoldenSample>> forms = new LinkedHashMap<>();
        for (GoldenSample sample : samples) {
            if (joins(sample)) {
                forms.computeIfAbsent(form(sample), key -> new ArrayList<>()).add(sample);
            }
        }
        return forms.values().stream().filter(alike -> alike.size() > 1).toList();
    }

    private static void deal(List<GoldenSample> alike, int most, List<List<GoldenSample>> plan) {
        List<GoldenSample> byLength = byLength(alike);
        int from = 0;
        int to = byLength.size();
        int dealt = 0;
        while (from < to) {
            int size = to - from <= most + 1 ? to - from : most; // never leaves a batch of one
            List<GoldenSample> hand = new ArrayList<>();
            while (hand.size() < size) {
                hand.add(hand.size() % 2 == 0 ? byLength.get(from++) : byLength.get(--to));
            }
            Collections.rotate(hand, dealt++);
            plan.add(hand);
        }
    }

    /** The longest text first. */
    static List<GoldenSample> byLength(List<GoldenSample> samples) {
        List<GoldenSample> sorted = new ArrayList<>(samples);
        sorted.sort(Comparator.comparingInt(Batches::length).reversed());
        return sorted;
    }

    private static int length(GoldenSample sample) {
        int length = 0;
        for (GoldenTensor input : sample.inputs()) {
            if (input instanceof GoldenTensor.Texts texts) {
                length += texts.values().stream().mapToInt(String::length).sum();
            }
        }
        return length;
    }

    /** Whether all its tensors have rows, the same number of them. */
    private static boolean joins(GoldenSample sample) {
        List<GoldenTensor> all = new ArrayList<>(sample.inputs());
        all.addAll(sample.outputs());
        return all.stream()
                                .map(tensor -> tensor.shape().isEmpty()
                                        ? -1L
                                        : tensor.shape().get(0))
                                .distinct()
                                .count()
                        == 1
                && !all.get(0).shape().isEmpty();
    }

    private static List<Object> form(GoldenSample sample) {
        List<Object> form = new ArrayList<>();
        for (GoldenTensor input : sample.inputs()) {
            form.add(input.name());
            form.add(Datatypes.of(input));
            form.add(input.shape().subList(1, input.shape().size()));
        }
        return form;
    }

    static List<GoldenTensor> join(List<GoldenSample> batch) {
        List<GoldenTensor> joined = new ArrayList<>();
        List<GoldenTensor> first = batch.get(0).inputs();
        for (int i = 0; i < first.size(); i++) {
            int at = i;
            List<GoldenTensor> parts =
                    batch.stream().map(sample -> sample.inputs().get(at)).toList();
            List<Long> shape = new ArrayList<>(first.get(i).shape());
            shape.set(0, parts.stream().mapToLong(part -> part.shape().get(0)).sum());
            joined.add(TensorRows.join(parts, shape));
        }
        return joined;
    }

    /** The rows of every output, dealt back to the samples they belong to. */
    static List<List<GoldenTensor>> split(List<GoldenSample> batch, List<GoldenTensor> answer) {
        List<List<GoldenTensor>> dealt = new ArrayList<>();
        batch.forEach(sample -> dealt.add(new ArrayList<>()));
        long total = batch.stream().mapToLong(Batches::rows).sum();
        for (GoldenTensor output : answer) {
            List<Long> shape = output.shape();
            if (shape.isEmpty() || shape.get(0) != total || Tensors.elements(shape) != Tensors.count(output)) {
                throw new GoldenException("output '" + output.name() + "' of a batch of " + total + " rows has shape "
                        + shape + " and " + Tensors.count(output) + " values; it must have " + total
                        + " rows and as many values as its shape says");
            }
            int perRow = Math.toIntExact(Tensors.count(output) / total);
            int from = 0;
            for (int i = 0; i < batch.size(); i++) {
                int to = from + Math.toIntExact(rows(batch.get(i)) * perRow);
                dealt.get(i).add(slice(output, rows(batch.get(i)), from, to));
                from = to;
            }
        }
        return dealt;
    }

    private static long rows(GoldenSample sample) {
        return sample.inputs().get(0).shape().get(0);
    }

    private static GoldenTensor slice(GoldenTensor output, long rows, int from, int to) {
        List<Long> shape = new ArrayList<>(output.shape());
        shape.set(0, rows);
        return TensorRows.slice(output, shape, from, to);
    }
}
