package io.narrows.golden;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a model for every sample of a golden set and compares its answers with the expected ones. */
public final class GoldenCheck {
    private final GoldenSet set;
    private final List<GoldenSample> asked;
    private final GoldenModel model;
    private final GoldenTolerance tolerance;
    private final GoldenListener listener;
    private final Set<String> compared = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<String> otherBits = new HashSet<>();
    private final Map<String, List<GoldenTensor>> own = new HashMap<>();
    private final List<GoldenDeviation> failures = new ArrayList<>();
    private final List<GoldenDeviation> outsideTogether = new ArrayList<>();
    private @Nullable GoldenDeviation worst;
    private GoldenFigures figures = GoldenFigures.NONE;
    private @Nullable GoldenNoise noise;
    private int batched;

    private GoldenCheck(GoldenSet set, GoldenModel model, GoldenCheckOptions options, GoldenListener listener) {
        this.set = set;
        this.asked = asked(set, options.only());
        this.model = model;
        this.tolerance = Objects.requireNonNullElse(options.tolerance(), set.tolerance());
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
     * @throws GoldenException when the model cannot be reached, or the set lacks a sample that is to be asked
     */
    public static GoldenResult run(
            GoldenSet set, GoldenModel model, GoldenCheckOptions options, GoldenListener listener) {
        GoldenCheck check = new GoldenCheck(set, model, options, listener);
        String hash = model.modelHash();
        if (!options.anyModelHash() && !hash.isEmpty() && !set.modelHash().isEmpty() && !hash.equals(set.modelHash())) {
            return check.result("model '" + model.name() + "' has SHA-256 " + hash + " and the set was recorded from "
                    + set.modelHash() + "; nothing was compared");
        }
        NoiseOptions full = options.noise();
        if (full != null) {
            check.noise = NoiseMeasurement.of(check.asked, model, full, check.tolerance.ulpFloor(), listener);
        }
        check.oneByOne();
        if (options.batches()) {
            check.inBatches();
        }
        return check.result(null);
    }

    private static List<GoldenSample> asked(GoldenSet set, List<String> only) {
        if (only.isEmpty()) {
            return set.samples();
        }
        List<GoldenSample> some = set.samples().stream()
                .filter(sample -> only.contains(sample.id()))
                .toList();
        if (some.size() != new HashSet<>(only).size()) {
            throw new GoldenException("the set has " + some.size() + " of the " + only.size() + " samples to ask: "
                    + String.join(", ", only) + "; it must have all of them");
        }
        return some;
    }

    private void oneByOne() {
        SetMeasures together = new SetMeasures();
        int done = 0;
        for (GoldenSample sample : asked) {
            Comparison comparison = new Comparison(sample, "alone", tolerance, together);
            try {
                List<GoldenTensor> answer = model.infer(sample.inputs());
                own.put(sample.id(), answer);
                take(sample, comparison.with(answer));
            } catch (RuntimeException e) {
                requireReachable(sample, e);
                take(sample, comparison.failed(message(e)));
            }
            listener.progress("golden, one by one", ++done, asked.size());
        }
        take(together, "alone");
    }

    private void inBatches() {
        List<List<GoldenSample>> batches = Batches.plan(asked);
        SetMeasures together = new SetMeasures();
        NoiseMeter meter =
                new NoiseMeter("in batches of about " + Batches.SIZE + ", long beside short", tolerance.ulpFloor());
        int done = 0;
        for (List<GoldenSample> batch : batches) {
            String mode = "in a batch of " + batch.size();
            try {
                List<List<GoldenTensor>> answers = Batches.split(batch, model.infer(Batches.join(batch)));
                for (int i = 0; i < batch.size(); i++) {
                    GoldenSample sample = batch.get(i);
                    take(sample, new Comparison(sample, mode, tolerance, together).with(answers.get(i)));
                    meter.add(sample, own.getOrDefault(sample.id(), List.of()), answers.get(i));
                }
                batched += batch.size();
            } catch (RuntimeException e) {
                requireReachable(batch.get(0), e);
                for (GoldenSample sample : batch) {
                    take(sample, new Comparison(sample, mode, tolerance, together).failed(message(e)));
                    meter.fail(sample);
                }
            }
            listener.progress("golden, in batches", ++done, batches.size());
        }
        if (!batches.isEmpty()) {
            take(together, "in batches");
            noise = noise == null ? new GoldenNoise(List.of(meter.way())) : noise;
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
        if (!comparison.bitEqual()) {
            otherBits.add(sample.id());
        }
        figures = figures.worse(comparison.figures());
        comparison.found().forEach(this::take);
    }

    private void take(SetMeasures together, String mode) {
        figures = figures.worse(together.figures());
        for (GoldenDeviation deviation : together.deviations(tolerance, mode)) {
            take(deviation);
            if (!deviation.within()) {
                outsideTogether.add(deviation);
            }
        }
    }

    private void take(GoldenDeviation deviation) {
        if (!deviation.within() && failures.size() < GoldenResult.MOST_FAILURES) {
            failures.add(deviation);
        }
        if (worst == null || order().compare(deviation, worst) > 0) {
            worst = deviation;
        }
    }

    private static Comparator<GoldenDeviation> order() {
        return Comparator.comparing((GoldenDeviation d) -> !d.within()).thenComparing(GoldenDeviation::severity);
    }

    private GoldenResult result(@Nullable String refusal) {
        boolean passed = refusal == null && !compared.isEmpty() && failed.isEmpty() && outsideTogether.isEmpty();
        String reason;
        if (refusal != null) {
            reason = refusal;
        } else if (!failed.isEmpty()) {
            reason = failed.size() + " of " + asked.size() + " samples do not agree";
        } else if (compared.isEmpty()) {
            reason = "the set has " + set.samples().size() + " samples; nothing was compared";
        } else if (!outsideTogether.isEmpty()) {
            reason = "each of " + compared.size() + " samples agrees, all together do not";
        } else {
            reason = "all " + compared.size() + " samples agree";
        }
        return new GoldenResult(
                passed,
                reason,
                new GoldenResult.Counts(set.samples().size(), compared.size(), failed.size(), batched, (int)
                        compared.stream().filter(id -> !otherBits.contains(id)).count()),
                set.sha256(),
                set.engine(),
                model.name(),
                model.modelHash(),
                model.engine(),
                compared.isEmpty() ? GoldenFigures.NONE : figures,
                tolerance,
                noise,
                worst,
                failures);
    }
}
