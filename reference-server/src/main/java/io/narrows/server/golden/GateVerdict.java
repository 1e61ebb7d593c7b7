package io.narrows.server.golden;

import io.narrows.golden.GoldenDeviation;
import io.narrows.golden.GoldenResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the check of one model went. An immutable value.
 *
 * @param model name of the model
 * @param variant its variant, empty where it has none
 * @param result the result; null where nothing could be asked
 * @param problem why nothing could be asked, empty where something was
 * @param withoutSet whether nothing could be asked because there is no golden set for the model
 * @param tookNs how long the check took
 */
public record GateVerdict(
        String model, String variant, @Nullable GoldenResult result, String problem, boolean withoutSet, long tookNs) {

    static GateVerdict unchecked(String model, String variant, String problem) {
        return new GateVerdict(model, variant, null, problem, false, 0);
    }

    static GateVerdict withoutSet(String model, String variant, String problem) {
        return new GateVerdict(model, variant, null, problem, true, 0);
    }

    static GateVerdict checked(String model, String variant, GoldenResult result, long tookNs) {
        return new GateVerdict(model, variant, result, "", false, tookNs);
    }

    /** Whether the model answered as expected. */
    public boolean passed() {
        return result != null && result.passed();
    }

    /** Model and variant, the result, and the worst sample where it does not hold. */
    public String line() {
        String who = "golden: model " + model + (variant.isEmpty() ? "" : ", variant " + variant);
        if (result == null) {
            return who + ": not checked: " + problem;
        }
        GoldenDeviation worst = result.worst();
        return String.format(
                Locale.ROOT,
                "%s, tier %s: %s%s (%.1f s)",
                who,
                result.tolerance().tier().word(),
                result.reason(),
                result.passed() || worst == null ? "" : "; worst: " + worst.line(),
                tookNs / 1e9);
    }
}
