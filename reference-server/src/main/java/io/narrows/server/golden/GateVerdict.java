package io.narrows.server.golden;

import io.narrows.golden.GoldenDeviation;
import io.narrows.golden.GoldenResult;
import io.narrows.server.model.ModelInfo;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the check of one form of a model went. An immutable value.
 *
 * @param model name of the model
 * @param version its version
 * @param variant its variant, empty where it has none
 * @param result the result; null where nothing could be asked
 * @param problem why nothing could be asked, empty where something was
 * @param withoutSet whether nothing could be asked because there is no golden set for the model
 * @param tookNs how long the check took
 */
public record GateVerdict(
        String model,
        String version,
        String variant,
        @Nullable GoldenResult result,
        String problem,
        boolean withoutSet,
        long tookNs) {

    static GateVerdict unchecked(ModelInfo of, String problem) {
        return new GateVerdict(of.name(), of.version(), variant(of), null, problem, false, 0);
    }

    static GateVerdict withoutSet(ModelInfo of, String problem) {
        return new GateVerdict(of.name(), of.version(), variant(of), null, problem, true, 0);
    }

    static GateVerdict checked(ModelInfo of, GoldenResult result, long tookNs) {
        return new GateVerdict(of.name(), of.version(), variant(of), result, "", false, tookNs);
    }

    private static String variant(ModelInfo of) {
        return of.properties().getOrDefault("variant", "");
    }

    /** Whether the model answered as expected. */
    public boolean passed() {
        return result != null && result.passed();
    }

    /** What a client is told that asks for the form all the same: why it did not pass, without the worst sample. */
    public String reason() {
        return result == null ? "golden check not made: " + problem : "golden check failed: " + result.reason();
    }

    /** Name, version and variant, joined by hyphens, for the name of a file. */
    public String fileLabel() {
        return model + "-" + version + (variant.isEmpty() ? "" : "-" + variant);
    }

    /** Model, version and variant, the result, and the worst sample where it does not hold. */
    public String line() {
        String who =
                "golden: model " + model + " version " + version + (variant.isEmpty() ? "" : ", variant " + variant);
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
