package io.narrows.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a cache: which files are in it, how much they take, and who makes room. Thread-safe; several processes may
 * share one.
 */
final class CacheFolder {
    /*
     * The folder itself is the only index, so there is none that a crash could leave wrong.
     *
     *   KEY-SIZE-NAME              a whole file; KEY is of its source and name, SIZE its bytes, NAME for people
     *   KEY-SIZE-NAME.UUID.part    one on its way; as long as it will be from the beginning, so that it counts in full
     *   .lock                      locked by whoever makes room, in this process and in others
     *
     * A whole file appears by rename after its bytes are on the disk. Its time of change is when it was last opened, which
     * gives the order in which files leave. A file that leaves while another process reads it stays readable there.
     *
     * Who downloads holds a lock on its part file as long as it lives. A part file that can be locked is of a process that is
     * no more. Part files of this process are known by name and never opened a second time, because closing the second would
     * drop the lock of the first (POSIX).
     */

    private static final String PART = ".part";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}-(\\d{1,18})-.*");
    private static final int KEY_DIGITS = 32;
    private static final int NAME_LETTERS = 80;

    private static final ConcurrentHashMap<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();
    private static final Set<Path> OUR_PARTS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final long limitBytes;
    private final ReentrantLock lock;

    CacheFolder(Path folder, long limitBytes) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        this.limitBytes = limitBytes;
        lock = LOCKS.computeIfAbsent(this.folder, f -> new ReentrantLock());
    }

    /** Lets a whole file leave, unless it is in use; says whether it left. */
    interface Leaving {
        boolean leave(Path file) throws IOException;
    }

    /** A file on its way into the cache; its channel is open and locked. */
    record Part(Path path, Path place, FileChannel channel) implements AutoCloseable {
        void write(byte[] bytes, int length) throws IOException, InterruptedException {
            try {
                ByteBuffer from = ByteBuffer.wrap(bytes, 0, length);
                while (from.hasRemaining()) {
                    channel.write(from);
                }
            } catch (ClosedByInterruptException e) {
                throw interrupted();
            }
        }

        /** Waits until its bytes are on the disk. */
        void force() throws IOException, InterruptedException {
            try {
                channel.force(true);
            } catch (ClosedByInterruptException e) {
                throw interrupted();
            }
        }

        /** Gives it up, if it was not kept. */
        @Override
        public void close() throws IOException {
            try {
                Files.deleteIfExists(path);
            } finally {
                channel.close();
                OUR_PARTS.remove(path);
            }
        }
    }

    /** What stands for a file of a source in names here. */
    static String key(String location, String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((location + "\n" + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The whole file of a key; null when there is none. */
    @Nullable
    Path find(String key) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, key + "-*")) {
            for (Path file : files) {
                if (!isPart(file) && claimed(file) >= 0) {
                    return file;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A folder that cannot be looked at holds nothing; whoever then wants to put something in will say why not.
        }
        return null;
    }

    /** The size that a file of the cache must have by its name; -1 when it is none. */
    static long claimed(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    private static boolean isPart(Path file) {
        return String.valueOf(file.getFileName()).endsWith(PART);
    }

    /** Whether whoever began a part is no more. */
    private static boolean isLeftBehind(Path part) throws IOException {
        if (OUR_PARTS.contains(part)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Notes that a file is used now. */
    static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            // It is read all the same, and leaves a little early.
        }
    }

    /**
     * Makes room for a file and begins it.
     *
     * @param leaving has a file leave
     * @return null when there is no room, even after all that may leave has left
     */
    @Nullable
    Part begin(String key, String name, long bytes, Leaving leaving) throws IOException, InterruptedException {
        return alone(() -> makeRoom(bytes, leaving) ? part(key, name, bytes) : null);
    }

    /** Makes a part a whole file, once its bytes are on the disk. */
    Path keep(Part part) throws IOException, InterruptedException {
        part.force();
        // Alone, so that whoever counts sees it under one name.
        Path kept = alone(() ->
                Files.move(part.path, part.place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
        return kept == null ? part.place : kept;
    }

    private interface Work<T> {
        @Nullable
        T run() throws IOException;
    }

    /** Does something while no other thread or process makes room or puts a file in. */
    private <T> @Nullable T alone(Work<T> work) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try (FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until the channel is closed
            return work.run();
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private Part part(String key, String name, long bytes) throws IOException {
        String plain = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        plain = plain.substring(Math.max(0, plain.length() - NAME_LETTERS));
        Path place = folder.resolve(key + "-" + bytes + "-" + plain);
        Path path = folder.resolve(place.getFileName() + "." + UUID.randomUUID() + PART);
        OUR_PARTS.add(path);
        FileChannel channel = null;
        boolean begun = false;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
            if (bytes > 0) {
                channel.write(ByteBuffer.allocate(1), bytes - 1);
            }
            begun = true;
            return new Part(path, place, channel);
        } finally {
            if (!begun) {
                if (channel != null) {
                    channel.close();
                }
                Files.deleteIfExists(path);
                OUR_PARTS.remove(path);
            }
        }
    }

    private record Listed(Path path, long bytes, FileTime used, boolean part) {}

    private boolean makeRoom(long bytes, Leaving leaving) throws IOException {
        long sum = 0;
        List<Listed> whole = new ArrayList<>();
        for (Listed each : list()) {
            if (each.part && isLeftBehind(each.path)) {
                Files.deleteIfExists(each.path);
            } else {
                sum += each.bytes;
                if (!each.part) {
                    whole.add(each);
                }
            }
        }
        whole.sort(Comparator.comparing(Listed::used).thenComparing(Listed::path));
        for (Listed each : whole) {
            if (sum + bytes <= limitBytes) {
                break;
            }
            if (leaving.leave(each.path)) {
                sum -= each.bytes;
            }
        }
        return sum + bytes <= limitBytes;
    }

    private List<Listed> list() throws IOException {
        List<Listed> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (claimed(file) >= 0) {
                    try {
                        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                        all.add(new Listed(file, attributes.size(), attributes.lastModifiedTime(), isPart(file)));
                    } catch (NoSuchFileException e) {
                        // It left, or was kept, meanwhile.
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    private static InterruptedException interrupted() {
        Thread.interrupted(); // the flag, which the exception stands for from here on
        return new InterruptedException("interrupted in the cache of shards");
    }
}
