package io.narrows.data.source;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that a source may have or not, such as an index beside a shard. */
public final class OptionalFile {
    /*
     * A store that does not let its files be listed must not tell which it has: it refuses those that are not there with the
     * same status 403 as those that may not be read. So a refusal is as good as none here. What is read all the same, the
     * shard, is refused too where the cause is another.
     */

    /** Sources of which a refusal was logged: there may be as many as there are shards. */
    private static final Set<Source> LOGGED =
            Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    private OptionalFile() {}

    /**
     * Opens it.
     *
     * @return null when the source has none of that name, or refuses it, of which the first of each source is logged
     * @throws IOException when it cannot be reached
     */
    public static @Nullable DataFile open(Source source, String name) throws IOException, InterruptedException {
        try {
            return source.open(name);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileRefusedException e) {
            if (LOGGED.add(source)) {
                Log.OF_REFUSALS.warn(
                        "{}; it is read on as if it were not there, and so are others of its kind", e.getMessage());
            }
            return null;
        }
    }

    /** Made when there is something to say: starting the host's logging may take as long as opening all shards. */
    private static final class Log {
        static final Logger OF_REFUSALS = LoggerFactory.getLogger(OptionalFile.class);
    }
}
