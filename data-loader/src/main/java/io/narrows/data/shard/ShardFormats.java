package io.narrows.data.shard;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The formats that are installed: those of this library, and what others declare as services of {@link ShardFormat}. */
final class ShardFormats {
    /*
     * They are loaded one by one, until one fits. Looking for those that others may have declared opens every jar of the class
     * path: in a fresh JVM that takes longer than opening the shards of a small data set, and is seldom needed.
     */
    private static final List<ShardFormat> LOADED = new CopyOnWriteArrayList<>();
    private static final Iterator<ShardFormat> OTHERS = ServiceLoader.load(
                    ShardFormat.class, ShardFormats.class.getClassLoader())
            .iterator();

    private ShardFormats() {}

    /** The format of a file of this name, or null. */
    static @Nullable ShardFormat of(String name) {
        for (ShardFormat format : LOADED) {
            if (format.fits(name)) {
                return format;
            }
        }
        return ofOthers(name);
    }

    private static synchronized @Nullable ShardFormat ofOthers(String name) {
        for (ShardFormat format : LOADED) { // another thread may have loaded it meanwhile
            if (format.fits(name)) {
                return format;
            }
        }
        while (OTHERS.hasNext()) {
            ShardFormat format = OTHERS.next();
            LOADED.add(format);
            if (format.fits(name)) {
                return format;
            }
        }
        return null;
    }
}
