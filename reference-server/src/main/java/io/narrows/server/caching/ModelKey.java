package io.narrows.server.caching;

import io.narrows.server.model.ModelInfo;
import java.util.Comparator;

/**
 * Which model gave a row. Two models whose answers may differ have different keys.
 *
 * @param name what requests call it
 * @param version its version
 * @param variant form of the network, such as {@code fp32}
 * @param engine what runs it, with its version
 * @param hash SHA-256 of its weights' source in hex; empty where it is not known
 */
public record ModelKey(String name, String version, String variant, String engine, String hash)
        implements Comparable<ModelKey> {

    private static final Comparator<ModelKey> ORDER = Comparator.comparing(ModelKey::name)
            .thenComparing(ModelKey::version)
            .thenComparing(ModelKey::variant)
            .thenComparing(ModelKey::engine)
            .thenComparing(ModelKey::hash);

    /** The key of a loaded model. */
    public static ModelKey of(ModelInfo model) {
        return new ModelKey(
                model.name(),
                model.version(),
                model.variant(),
                model.platform() + " " + model.properties().getOrDefault("engine", "") + " "
                        + model.properties().getOrDefault("engineVersion", ""),
                model.properties().getOrDefault("modelHash", ""));
    }

    @Override
    public int compareTo(ModelKey other) {
        return ORDER.compare(this, other);
    }
}
