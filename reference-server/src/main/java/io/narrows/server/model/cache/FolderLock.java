package io.narrows.server.model.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks between the threads of all processes, held on files that stay. The operating system gives a lock back when its
 * process ends.
 */
public final class FolderLock {
    // File locks exclude processes only: a second thread of this one would get an exception instead of waiting.
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private FolderLock() {}

    /**
     * Runs an action while holding a lock, waiting for the lock first.
     *
     * @param folder where the lock's file lies; made where it is not there
     * @param name name of the lock's file
     * @param waiting run once when another process or thread has the lock
     * @throws IOException when the file cannot be made or locked, or the action fails
     */
    public static <T> T holding(Path folder, String name, Runnable waiting, Action<T> action) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.toRealPath().resolve(name);
        ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
        boolean told = !threads.tryLock();
        if (told) {
            waiting.run();
            threads.lock();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                if (!told) {
                    waiting.run();
                }
                lock = channel.lock();
            }
            try {
                return action.run();
            } finally {
                lock.release();
            }
        } finally {
            threads.unlock();
        }
    }

    /** What is done while the lock is held. */
    public interface Action<T> {
        T run() throws IOException;
    }
}
