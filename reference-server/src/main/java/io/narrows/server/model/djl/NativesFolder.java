package io.narrows.server.model.djl;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where DJL unpacks native libraries: where the user told it to, otherwise in the cache folder of Narrows. */
final class NativesFolder {
    /** DJL's own settings, the one that wins first; each may be an environment variable or, weaker, a system property. */
    static final List<String> SETTINGS = List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR");

    private NativesFolder() {}

    /**
     * Finds the folder that the user chose.
     *
     * @param environment looks an environment variable up, null where it is not set
     * @param properties looks a system property up, null where it is not set
     * @return the folder, or null where the user chose none
     */
    static @Nullable Path chosenByUser(
            UnaryOperator<@Nullable String> environment, UnaryOperator<@Nullable String> properties) {
        for (String setting : SETTINGS) {
            for (UnaryOperator<@Nullable String> source : List.of(environment, properties)) {
                String folder = source.apply(setting);
                if (folder != null && !folder.isEmpty()) {
                    return Path.of(folder);
                }
            }
        }
        return null;
    }
}
