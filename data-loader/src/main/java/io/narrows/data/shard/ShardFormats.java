package io.narrows.data.shard;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The formats that are installed: those of this library, and what others declare as services of {@link ShardFormat}. */
final class ShardFormats {
    private static final List<ShardFormat> INSTALLED =
            ServiceLoader.load(ShardFormat.class, ShardFormats.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .collect(Collectors.toUnmodifiableList());

    private ShardFormats() {}

    /** The format of a file of this name, or null. */
    static @Nullable ShardFormat of(String name) {
        for (ShardFormat format : INSTALLED) {
            if (format.fits(name)) {
                return format;
            }
        }
        return null;
    }
}
