package io.narrows.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model that waits for its data: batches of a loader for which the consumer had to wait. */
final class InputBound implements Detector {

    /*
     * Each batch says for how long the consumer waited for it, and for what. All of that by the time from the first batch to the
     * last is the part of the time that is lost: with the batches always there, 1 / (1 - part) times as many would go through. That
     * is the best case, since then something else may be the narrow place. The beginning, when workers were cold, is left out.
     *
     * The interval comes from blocks of batches that follow each other: waits come in runs. They follow each other by their ends,
     * when their consumer was done with them: a batch begins when its data is taken up, which may be long before others that it
     * is delivered behind. The consumers of several loaders wait side by side, so each loader is judged by itself, and the one
     * told of for which the most is lost.
     */

    static final String ID = "input-bound";

    /** Stage in which a batch is ready and waits for the consumer. */
    static final String READY = "wait.out";

    private static final String WAIT = "data.wait_ns";
    private static final String LOADER = "data.loader";
    private static final String CAUSE = "data.wait.%s_ns";
    private static final String COLD = "cold_start";
    private static final List<String> CAUSES =
            List.of("io", "cpu", "no_free_core", "gc", "head_of_line", "back_pressure", "hand_over", "unexplained");

    private static final int BLOCKS = 20;
    private static final int LEAST_IN_BLOCK = 5;

    /** Student's t at 97.5 % for 19 degrees of freedom. */
    private static final double T = 2.093;

    /** Nearly all of the time; a gain without bound says nothing. */
    private static final double MOST = 0.99;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        if (!batches(requests)) {
            return;
        }
        double[] waits = waits(requests);
        List<int[]> loaders = loaders(requests);
        int[] rows = loaders.stream()
                .max(Comparator.comparingDouble(of -> share(requests, of, waits, 0, of.length)))
                .orElseThrow();
        double share = share(requests, rows, waits, 0, rows.length);
        if (share <= 0) {
            return;
        }
        String consumer = loaders.size() == 1 ? "The consumer" : "One of " + loaders.size() + " consumers";
        double rate = count(requests, rows) * 1e9 / span(requests, rows, 0, rows.length);
        String cause = largestCause(requests, rows);
        Evidence.@Nullable StageShare stage = stage(evidence, rows, waits);
        into.accept(Draft.gain(
                        ID,
                        stage == null ? null : stage.place(),
                        String.format(
                                Locale.ROOT,
                                "%s waits for data %s of the time%s",
                                consumer,
                                Words.percent(share),
                                stage == null ? "" : ", mostly for " + Words.name(stage.name())),
                        evidence(requests, rows, waits, cause),
                        suggestion(cause),
                        prediction(requests, rows, waits, share, rate))
                .explaining(
                        List.of(
                                StageTime.ID,
                                "data-starvation",
                                "serialization-heavy",
                                "tokenize-heavy",
                                Queues.TOO_FEW,
                                Queues.SATURATED),
                        evidence.stages().stream()
                                .filter(one -> one.stage().segment().equals("DATA"))
                                .map(Evidence.StageShare::name)
                                .toList()));
    }

    /** Whether the run has batches of a loader. */
    static boolean batches(Requests requests) {
        return requests.has(WAIT);
    }

    /** The batches of each loader, in the order in which they ended. */
    private static List<int[]> loaders(Requests requests) {
        long[] values = requests.attribute(WAIT, -1);
        long[] loader = requests.attribute(LOADER, 0);
        Map<Long, List<Integer>> rows = new TreeMap<>();
        for (int row = 0; row < values.length; row++) {
            if (values[row] >= 0) {
                rows.computeIfAbsent(loader[row], number -> new ArrayList<>()).add(row);
            }
        }
        return rows.values().stream()
                .map(of -> of.stream()
                        .sorted(Comparator.comparingLong(
                                row -> requests.trace(row).endNs()))
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toList();
    }

    private static double[] waits(Requests requests) {
        long[] all = requests.attribute(WAIT, 0);
        long[] cold = requests.attribute(String.format(Locale.ROOT, CAUSE, COLD), 0);
        double[] waits = new double[all.length];
        for (int row = 0; row < waits.length; row++) {
            waits[row] = Math.max(0, all[row] - cold[row]);
        }
        return waits;
    }

    private static double share(Requests requests, int[] rows, double[] waits, int from, int to) {
        double waited = 0;
        for (int i = from; i < to; i++) {
            waited += requests.weights()[rows[i]] * waits[rows[i]];
        }
        double span = span(requests, rows, from, to);
        return span <= 0 ? 0 : Math.min(MOST, waited / span);
    }

    /** Time from the end of the batch before the first of these to the end of the last one. */
    private static double span(Requests requests, int[] rows, int from, int to) {
        long first = from == 0
                ? requests.trace(rows[0]).startNs()
                : requests.trace(rows[from - 1]).endNs();
        return requests.trace(rows[to - 1]).endNs() - first;
    }

    private static double count(Requests requests, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> requests.weights()[row]).sum();
    }

    private static Finding.Prediction prediction(
            Requests requests, int[] rows, double[] waits, double share, double rate) {
        Double lo = null;
        Double hi = null;
        if (rows.length >= BLOCKS * LEAST_IN_BLOCK) {
            double mean = 0;
            double squares = 0;
            for (int block = 0; block < BLOCKS; block++) {
                double one =
                        share(requests, rows, waits, block * rows.length / BLOCKS, (block + 1) * rows.length / BLOCKS);
                double off = one - mean;
                mean += off / (block + 1);
                squares += off * (one - mean);
            }
            double half = T * Math.sqrt(squares / (BLOCKS - 1) / BLOCKS);
            lo = gain(share - half);
            hi = gain(share + half);
        }
        return new Finding.Prediction(
                Goal.Metric.THROUGHPUT.path(),
                "every batch is there when it is asked for",
                "at most",
                gain(share),
                lo,
                hi,
                rate);
    }

    private static double gain(double share) {
        double part = Math.max(0, Math.min(MOST, share));
        return 100 * part / (1 - part);
    }

    private static Map<String, Double> causes(Requests requests, int[] rows) {
        Map<String, Double> causes = new TreeMap<>();
        for (String cause : CAUSES) {
            long[] values = requests.attribute(String.format(Locale.ROOT, CAUSE, cause), 0);
            double sum = 0;
            for (int row : rows) {
                sum += requests.weights()[row] * values[row];
            }
            causes.put(cause, sum);
        }
        return causes;
    }

    private static String largestCause(Requests requests, int[] rows) {
        return causes(requests, rows).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .orElse("unexplained");
    }

    private static String evidence(Requests requests, int[] rows, double[] waits, String cause) {
        double count = count(requests, rows);
        double waited = 0;
        double batches = 0;
        for (int row : rows) {
            waited += requests.weights()[row] * waits[row];
            batches += waits[row] > 0 ? requests.weights()[row] : 0;
        }
        return String.format(
                Locale.ROOT,
                "it waited for %s of the batches, %s each on average; %s of the wait is %s",
                Words.percent(batches / count),
                Words.ms(waited / Math.max(1, batches) / 1e6),
                Words.percent(causes(requests, rows).getOrDefault(cause, 0.0) / waited),
                word(cause));
    }

    /** The stage of data that takes longest in the batches that were waited for, each counted by its wait. */
    private static Evidence.@Nullable StageShare stage(Evidence evidence, int[] rows, double[] waits) {
        Evidence.@Nullable StageShare most = null;
        double mostNs = 0;
        for (Evidence.StageShare share : evidence.stages()) {
            if (!share.stage().segment().equals("DATA") || share.role().waits()) {
                continue;
            }
            double[] times = evidence.requests().stageNs(share.name());
            double sum = 0;
            for (int row : rows) {
                sum += evidence.requests().weights()[row] * waits[row] * times[row];
            }
            if (sum > mostNs) {
                mostNs = sum;
                most = share;
            }
        }
        return most;
    }

    private static String word(String cause) {
        return switch (cause) {
            case "io" -> "reading";
            case "cpu" -> "work on the data";
            case "no_free_core" -> "workers without a core";
            case "gc" -> "garbage collection";
            case "head_of_line" -> "for the next in order while other data was ready";
            case "back_pressure" -> "workers held back by the bound on bytes";
            case "hand_over" -> "threads that had to wake up";
            default -> "not explained";
        };
    }

    private static String suggestion(String cause) {
        return switch (cause) {
            case "io" -> "Read with more workers, keep the shards nearer (the loader's cache), or compress them.";
            case "no_free_core" ->
                "More workers would not help: give the model fewer threads (`model.intra-op-threads`), or use more cores.";
            case "gc" -> "Give the heap more room (`-Xmx`), or make fewer objects in decoders and transforms.";
            case "head_of_line" ->
                "Deliver in the order of completion (`order(Order.COMPLETION)`) if the order does not matter, or use smaller "
                        + "shards.";
            case "back_pressure" -> "Allow the loader more memory (`memory`).";
            case "hand_over", "unexplained" ->
                "See what else the machine does; batches of more samples hand over less often.";
            default ->
                "Add workers to the loader (`workers`, or the parallelism of a stage) while a core is free; else make the stage "
                        + "cheaper, or do its work once and store the result in the shards.";
        };
    }
}
