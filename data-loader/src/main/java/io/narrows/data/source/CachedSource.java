package io.narrows.data.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps whole files of another source in a local folder, up to a number of bytes; those used least lately leave first.
 *
 * <p>A file is brought when it is first read; threads that read it meanwhile wait for that. It is checked for its size, and
 * against its hash where that is known, before anybody sees it. Files that are open do not leave. Where a file cannot be kept,
 * because it is larger than the limit, because open files leave no room, or because the disk is full, it is read from the
 * other source instead: nobody waits for room.
 *
 * <p>A file that is there is taken as it is; the other source is not asked whether it has changed. Whoever writes other files
 * under old names takes another folder.
 *
 * <p>The folder survives a kill, and processes may share one: each keeps the limit for all of them. A file that another
 * process lets go while this one reads it stays readable.
 *
 * <p>Thread-safe. The other source stays its owner's.
 */
public final class CachedSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(CachedSource.class);
    private static final int PIECE_BYTES = 8 << 20;

    private enum Outcome {
        KEPT,
        TOO_LARGE,
        NO_ROOM,
        DISK_TROUBLE
    }

    private final Source other;
    private final CacheFolder folder;
    private final long limitBytes;
    private final Function<String, Optional<FileHash>> hashes;
    private final Map<Path, Integer> users = new HashMap<>();
    private final ConcurrentHashMap<String, CompletableFuture<Outcome>> downloads = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Path> places = new ConcurrentHashMap<>();
    private final AtomicBoolean saidTooLarge = new AtomicBoolean();
    private final AtomicBoolean saidTrouble = new AtomicBoolean();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong keptBytes = new AtomicLong();
    private final AtomicLong tooLarge = new AtomicLong();
    private final AtomicLong noRoom = new AtomicLong();
    private final AtomicLong diskTroubles = new AtomicLong();

    /** A cache of files whose hashes are not known. */
    public CachedSource(Source other, Path folder, long limitBytes) throws IOException {
        this(other, folder, limitBytes, name -> Optional.empty());
    }

    /**
     * @param folder made if it is not there; holds nothing else
     * @param limitBytes what all files in it take at most, those on their way included
     * @param hashes what a file must hash to, by its name; empty where that is not known
     */
    public CachedSource(Source other, Path folder, long limitBytes, Function<String, Optional<FileHash>> hashes)
            throws IOException {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limitBytes " + limitBytes + ": at least 0");
        }
        this.other = other;
        this.folder = new CacheFolder(folder, limitBytes);
        this.limitBytes = limitBytes;
        this.hashes = hashes;
    }

    @Override
    public DataFile open(String name) throws IOException, InterruptedException {
        FileNames.check(name);
        String key = CacheFolder.key(other.location(), name);
        DataFile held = openHeld(key, name);
        if (held == null) {
            return new CachedFile(other.open(name), from -> bring(key, from));
        }
        hits.incrementAndGet();
        return held;
    }

    /** Brings a file, or waits for who does; what it is to be read from. */
    private DataFile bring(String key, DataFile from) throws IOException, InterruptedException {
        for (; ; ) {
            CompletableFuture<Outcome> mine = new CompletableFuture<>();
            CompletableFuture<Outcome> theirs = downloads.putIfAbsent(key, mine);
            if (theirs == null) {
                return bring(key, from, mine);
            }
            Outcome outcome = join(theirs);
            if (outcome == Outcome.KEPT) {
                DataFile held = openHeld(key, from);
                if (held != null) {
                    hits.incrementAndGet();
                    return held;
                }
            } else if (outcome != null) {
                count(outcome, from);
                return from;
            }
        }
    }

    /** Brings a file that others wait for by a future, which is completed whatever happens. */
    private DataFile bring(String key, DataFile from, CompletableFuture<Outcome> future)
            throws IOException, InterruptedException {
        Throwable cause = null;
        Outcome outcome = null;
        try {
            DataFile held = openHeld(key, from); // by who was bringing it until just now
            if (held != null) {
                outcome = Outcome.KEPT;
                hits.incrementAndGet();
                return held;
            }
            outcome = download(from, key, from.name());
            held = outcome == Outcome.KEPT ? openHeld(key, from) : null;
            if (held == null && outcome == Outcome.KEPT) {
                outcome = Outcome.NO_ROOM; // another process has taken its room already
            }
            count(outcome, from);
            return held == null ? from : held;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cause = e;
            throw e;
        } finally {
            downloads.remove(key, future);
            if (cause != null || outcome == null) {
                future.completeExceptionally(cause == null ? new IOException(from.name() + ": was given up") : cause);
            } else {
                future.complete(outcome);
            }
        }
    }

    /** Opens the file in the folder and closes the one it came from; null when it is not there, or is of another size. */
    private @Nullable DataFile openHeld(String key, DataFile from) throws IOException, InterruptedException {
        DataFile held = openHeld(key, from.name());
        if (held != null && held.size() != from.size()) {
            held.close();
            return null;
        }
        if (held != null) {
            from.close();
        }
        return held;
    }

    private Outcome download(DataFile from, String key, String name) throws IOException, InterruptedException {
        if (from.size() > limitBytes) {
            return Outcome.TOO_LARGE;
        }
        CacheFolder.Part begun;
        try {
            begun = folder.begin(key, name, from.size(), this::leave);
        } catch (IOException e) {
            return trouble(name, e);
        }
        if (begun == null) {
            return Outcome.NO_ROOM;
        }
        try (CacheFolder.Part part = begun) {
            FileHash expected =
                    hashes.apply(name).filter(FileHash::canBeChecked).orElse(null);
            RunningHash hash = expected == null ? null : FileHash.start(expected.algorithm());
            byte[] piece = new byte[(int) Math.min(PIECE_BYTES, from.size())];
            for (long place = 0; place < from.size(); ) {
                int length = (int) Math.min(piece.length, from.size() - place);
                from.read(place, piece, 0, length);
                if (hash != null) {
                    hash.update(piece, 0, length);
                }
                try {
                    part.write(piece, length);
                } catch (IOException e) {
                    return trouble(name, e);
                }
                place += length;
            }
            if (expected != null && hash != null) {
                check(name, expected, hash.hex());
            }
            try {
                places.put(key, folder.keep(part));
            } catch (IOException e) {
                return trouble(name, e);
            }
            return Outcome.KEPT;
        }
    }

    private void check(String name, FileHash expected, String found) throws IOException {
        if (!expected.hex().equals(found)) {
            throw new IOException(name + " at " + other.location() + ": hashes to " + expected.algorithm() + " " + found
                    + ", but must hash to " + expected.hex());
        }
    }

    private Outcome trouble(String name, IOException e) {
        if (saidTrouble.compareAndSet(false, true)) {
            LOG.warn("{} cannot be kept in the cache and is read past it, as will be others: {}", name, Reason.of(e));
        }
        return Outcome.DISK_TROUBLE;
    }

    private void count(Outcome outcome, DataFile file) {
        switch (outcome) {
            case KEPT -> {
                kept.incrementAndGet();
                keptBytes.addAndGet(file.size());
            }
            case TOO_LARGE -> {
                tooLarge.incrementAndGet();
                if (saidTooLarge.compareAndSet(false, true)) {
                    LOG.warn(
                            "{} has {} bytes, more than the {} of the cache, and is read past it, as will be others",
                            file.name(),
                            file.size(),
                            limitBytes);
                }
            }
            case NO_ROOM -> noRoom.incrementAndGet();
            case DISK_TROUBLE -> diskTroubles.incrementAndGet();
        }
    }

    /** What became of a file that another thread was bringing; null when that thread was interrupted. */
    private static @Nullable Outcome join(CompletableFuture<Outcome> theirs) throws IOException, InterruptedException {
        try {
            return theirs.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InterruptedException) {
                return null;
            }
            if (cause instanceof FileChangedException) {
                throw new FileChangedException(String.valueOf(cause.getMessage()), cause);
            }
            throw new IOException(cause == null ? "a file was not brought" : cause.getMessage(), cause);
        }
    }

    /** Opens a file that is in the folder; null when it is not. */
    private @Nullable DataFile openHeld(String key, String name) throws IOException, InterruptedException {
        Path place = places.get(key);
        if (place == null || !Files.exists(place)) {
            place = folder.find(key);
            if (place == null) {
                places.remove(key);
                return null;
            }
            places.put(key, place);
        }
        enter(place);
        DataFile file = null;
        try {
            file = LocalFile.open(name, place);
            if (file.size() == CacheFolder.claimed(place)) {
                CacheFolder.touch(place);
                Path opened = place;
                DataFile shown = new HeldFile(file, () -> leaveOne(opened));
                file = null;
                place = null;
                return shown;
            }
            Files.deleteIfExists(place);
            return null;
        } catch (FileNotFoundException | NoSuchFileException e) {
            if (Files.exists(place)) {
                throw e;
            }
            return null; // it left just now
        } finally {
            if (file != null) {
                file.close();
            }
            if (place != null) {
                leaveOne(place);
            }
        }
    }

    private void enter(Path place) {
        synchronized (users) {
            users.merge(place, 1, Integer::sum);
        }
    }

    private void leaveOne(Path place) {
        synchronized (users) {
            users.computeIfPresent(place, (path, count) -> count == 1 ? null : count - 1);
        }
    }

    private boolean leave(Path place) throws IOException {
        synchronized (users) {
            if (users.containsKey(place)) {
                return false;
            }
            Files.deleteIfExists(place);
            return true;
        }
    }

    /** What it did so far. */
    public CacheFigures figures() {
        return new CacheFigures(
                hits.get(), kept.get(), keptBytes.get(), tooLarge.get(), noRoom.get(), diskTroubles.get());
    }

    @Override
    public String location() {
        return other.location();
    }

    @Override
    public String toString() {
        return location();
    }
}
