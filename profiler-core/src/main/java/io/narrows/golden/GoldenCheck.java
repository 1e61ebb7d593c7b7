package io.narrows.golden;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a model for every sample of a golden set and compares its answers with the expected ones. */
public final class GoldenCheck {
    private final GoldenSet set;
    private final GoldenModel model;
    private final GoldenListener listener;
    private final Set<String> compared = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final List<GoldenDeviation> failures = new ArrayList<>();
    private @Nullable GoldenDeviation worst;
    private double maxAbs;
    private double minCosine = 1;
    private int batched;

    private GoldenCheck(GoldenSet set, GoldenModel model, GoldenListener listener) {
        this.set = set;
        this.model = model;
        this.listener = listener;
    }

    /** Runs with the default options. */
    public static GoldenResult run(GoldenSet set, GoldenModel model, GoldenListener listener) {
        return run(set, model, GoldenCheckOptions.defaults(), listener);
    }

    /**
     * Runs the check. A sample on which the model fails is a failed sample, not an exception.
     *
     * @param set what to ask and what to expect
     * @param model whom to ask; stays open
     * @param options how
     * @param listener hears the progress
     * @return the result; it never holds when nothing was compared
     * @throws GoldenException when the model cannot be reached
     */
    public static GoldenResult run(
            GoldenSet set, GoldenModel model, GoldenCheckOptions options, GoldenListener listener) {
        GoldenCheck check = new GoldenCheck(set, model, listener);
        String hash = model.modelHash();
        if (!options.anyModelHash() && !hash.isEmpty() && !set.modelHash().isEmpty() && !hash.equals(set.modelHash())) {
            return check.result("model '" + model.name() + "' has SHA-256 " + hash + " and the set was recorded from "
                    + set.modelHash() + "; nothing was compared");
        }
        check.oneByOne();
        if (options.batches()) {
            check.inBatches();
        }
        return check.result(null);
    }

    private void oneByOne() {
        int done = 0;
        for (GoldenSample sample : set.samples()) {
            Comparison comparison = new Comparison(sample, "alone", set.tolerance());
            try {
                take(sample, comparison.with(model.infer(sample.inputs())));
            } catch (RuntimeException e) {
                requireReachable(sample, e);
                take(sample, comparison.failed(message(e)));
            }
            listener.progress("golden, one by one", ++done, set.samples().size());
        }
    }

    private void inBatches() {
        List<List<GoldenSample>> batches = Batches.plan(set.samples());
        int done = 0;
        for (List<GoldenSample> batch : batches) {
            String mode = "in a batch of " + batch.size();
            try {
                List<List<GoldenTensor>> answers = Batches.split(batch, model.infer(Batches.join(batch)));
                for (int i = 0; i < batch.size(); i++) {
                    take(batch.get(i), new Comparison(batch.get(i), mode, set.tolerance()).with(answers.get(i)));
                }
                batched += batch.size();
            } catch (RuntimeException e) {
                requireReachable(batch.get(0), e);
                for (GoldenSample sample : batch) {
                    take(sample, new Comparison(sample, mode, set.tolerance()).failed(message(e)));
                }
            }
            listener.progress("golden, in batches", ++done, batches.size());
        }
    }

    private static void requireReachable(GoldenSample sample, RuntimeException e) {
        if (e instanceof GoldenException golden && golden.isUnavailable()) {
            throw GoldenException.unavailable("sample '" + sample.id() + "': " + message(e), e);
        }
    }

    private static String message(RuntimeException e) {
        String text = e instanceof GoldenException golden ? golden.getMessage() : e.toString();
        return Fields.firstLine(text);
    }

    private void take(GoldenSample sample, Comparison comparison) {
        if (comparison.comparedAnything()) {
            compared.add(sample.id());
        }
        if (!comparison.passed()) {
            failed.add(sample.id());
        }
        maxAbs = Double.isNaN(comparison.maxAbs()) ? Double.NaN : Math.max(maxAbs, comparison.maxAbs());
        minCosine = Double.isNaN(comparison.minCosine()) ? Double.NaN : Math.min(minCosine, comparison.minCosine());
        for (GoldenDeviation deviation : comparison.found()) {
            if (!deviation.within() && failures.size() < GoldenResult.MOST_FAILURES) {
                failures.add(deviation);
            }
            if (worst == null || order().compare(deviation, worst) > 0) {
                worst = deviation;
            }
        }
    }

    private static Comparator<GoldenDeviation> order() {
        return Comparator.comparing((GoldenDeviation d) -> !d.within()).thenComparing(GoldenDeviation::severity);
    }

    private GoldenResult result(@Nullable String refusal) {
        boolean passed = refusal == null && !compared.isEmpty() && failed.isEmpty();
        String reason;
        if (refusal != null) {
            reason = refusal;
        } else if (!failed.isEmpty()) {
            reason = failed.size() + " of " + set.samples().size() + " samples do not agree";
        } else if (compared.isEmpty()) {
            reason = "the set has " + set.samples().size() + " samples; nothing was compared";
        } else {
            reason = "all " + compared.size() + " samples agree";
        }
        boolean figures = !compared.isEmpty();
        return new GoldenResult(
                passed,
                reason,
                set.samples().size(),
                compared.size(),
                failed.size(),
                batched,
                set.sha256(),
                set.engine(),
                model.name(),
                model.modelHash(),
                model.engine(),
                figures ? maxAbs : Double.NaN,
                figures ? minCosine : Double.NaN,
                set.tolerance(),
                worst,
                failures);
    }
}
