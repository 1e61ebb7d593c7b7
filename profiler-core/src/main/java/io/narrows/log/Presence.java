package io.narrows.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file that is being written still has its name. Linux lets a process go on writing into a file that was deleted;
 * what it writes is gone when it ends. Not thread-safe.
 */
final class Presence {

    private static final long EVERY_NS = 500_000_000;

    private @Nullable Path file;
    private @Nullable Object key;
    private long lookedNs;
    private boolean gone;

    /** Starts to look after a file that exists. */
    void of(Path watched, long nowNs) throws IOException {
        file = watched;
        key = key(watched);
        lookedNs = nowNs;
        gone = false;
    }

    /** Returns whether it was gone when last looked; looks again when half a second has passed. */
    boolean gone(long nowNs) {
        if (nowNs - lookedNs >= EVERY_NS) {
            look(nowNs);
        }
        return gone;
    }

    /** Looks now, and returns whether it is gone. */
    boolean look(long nowNs) {
        lookedNs = nowNs;
        try {
            gone = file == null || !Objects.equals(key, key(file));
        } catch (NoSuchFileException e) {
            gone = true;
        } catch (IOException e) {
            // it cannot be looked at now, which says nothing
        }
        return gone;
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
