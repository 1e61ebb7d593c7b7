package io.narrows.golden;

import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens models in this process for {@code narrows golden record} and {@code narrows golden check}; found through
 * {@link java.util.ServiceLoader}.
 */
public interface GoldenModelProvider {

    /** Names of the models that this provider can open. */
    Set<String> models();

    /** Names of the engines that run a model, in lower case, the preferred one first in iteration order. */
    Set<String> engines();

    /**
     * Opens a model; the caller closes it.
     *
     * @param model one of {@link #models()}
     * @param engine one of {@link #engines()}
     * @throws GoldenException when the model or the engine is not available here
     */
    GoldenModel open(String model, String engine);

    /** The forms of a model that an engine can run, the default one first; a provider without any has none. */
    default List<String> variants(String engine) {
        return List.of();
    }

    /**
     * Opens one form of a model; the caller closes it.
     *
     * @param model one of {@link #models()}
     * @param engine one of {@link #engines()}
     * @param variant one of {@link #variants} of the engine
     * @throws GoldenException when the model, the engine or the variant is not available here
     */
    default GoldenModel open(String model, String engine, String variant) {
        throw new GoldenException("model " + GoldenText.quote(model) + " has no variants; open it without one");
    }

    /**
     * Opens one form of a model so that it tells what comes out of each layer; the caller closes it.
     *
     * @throws GoldenException when that is not possible here
     */
    default LayeredModel openLayers(String model, String engine, String variant) {
        throw new GoldenException("model " + GoldenText.quote(model) + " does not tell what comes out of its layers");
    }

    /** The kind of change that a variant is, where it is another than what a golden set says. */
    default Optional<GoldenTolerance.Tier> tier(String variant) {
        return Optional.empty();
    }

    /** The golden set that comes with a model: by default the resource {@code /golden/MODEL.json} beside the provider. */
    default Optional<URL> goldenSet(String model) {
        return Optional.ofNullable(getClass().getResource("/golden/" + model + ".json"));
    }

    /** The inputs that this set is recorded from: by default the resource {@code /golden/MODEL-inputs.json}. */
    default Optional<URL> goldenInputs(String model) {
        return Optional.ofNullable(getClass().getResource("/golden/" + model + "-inputs.json"));
    }
}
