package io.narrows.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/*
 * Says whether the process that records into a run lives. The recorder locks owner.lock exclusively as long as it records;
 * the operating system releases the lock when the process ends, however it ends. A reader asks for a shared lock and gives
 * it back at once.
 *
 * On POSIX systems a process loses its lock when it closes any other descriptor of the same file, so this process must not
 * open a file whose lock it holds: HELD answers for those. Asking and acquiring exclude each other within the process, since
 * two threads that ask at once would take each other for the recorder.
 */
final class OwnerLock implements AutoCloseable {

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final FileChannel channel;

    private OwnerLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** Creates the file, which must not exist, and locks it; its content is the process id. */
    static synchronized OwnerLock acquire(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new LogException(file.getParent() + " was recorded into before; name a run that does not exist", e);
        }
        Path key = file.toRealPath();
        HELD.add(key);
        try {
            channel.lock(); // waits at most for a reader's instant of asking
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new OwnerLock(key, channel);
        } catch (IOException | RuntimeException e) {
            HELD.remove(key);
            channel.close();
            throw e;
        }
    }

    /** Returns whether a live process, this one included, holds the lock. */
    static synchronized boolean held(Path file) {
        try {
            if (HELD.contains(file.toRealPath())) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            } catch (OverlappingFileLockException e) {
                return true; // another class loader's Narrows in this process
            }
        } catch (IOException e) {
            return false; // no such file, or a file system without locks: a log must stay readable there too
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(key);
        }
    }
}
