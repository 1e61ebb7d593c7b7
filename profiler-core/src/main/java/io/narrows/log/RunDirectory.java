package io.narrows.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The directory of one run: its event log, the buffers of its recording threads, and what was made from them.
 *
 * <p>Immutable and thread-safe. One process records into a run, once; any number may read it meanwhile and afterwards.
 */
public final class RunDirectory {

    /** Name of the entry beside runs that leads to the newest: a symbolic link, or a text file where links are refused. */
    public static final String LATEST = "latest";

    private static final int MAX_LINK_BYTES = 4096;

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes the directory of a new run, with its parents.
     *
     * @throws LogException if it already holds a run, or cannot be written
     */
    public static RunDirectory create(Path dir) {
        RunDirectory run = new RunDirectory(dir.toAbsolutePath().normalize());
        try {
            Files.createDirectories(run.path);
            run.refuseAnother(dir);
            Files.createDirectory(run.log());
            Files.createDirectory(run.buffers());
        } catch (IOException e) {
            throw new LogException("run directory " + dir + " cannot be made: " + reason(e), e);
        }
        return run;
    }

    /**
     * Refuses what {@link #create} would, but makes nothing: for those who have long work to do before they record.
     *
     * @throws LogException if the directory already holds a run, or cannot be made or written
     */
    public static void check(Path dir) {
        RunDirectory run = new RunDirectory(dir.toAbsolutePath().normalize());
        run.refuseAnother(dir);
        Path there = run.path;
        while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new LogException("run directory " + dir + " cannot be made: " + there + " is not a directory");
        }
        if (!Files.isWritable(there)) {
            throw new LogException("run directory " + dir + " cannot be made: permission denied in " + there);
        }
    }

    /** Whether a directory holds a run, finished or not, so that another may not be made there. */
    public static boolean holdsRun(Path dir) {
        RunDirectory run = new RunDirectory(dir.toAbsolutePath().normalize());
        return Files.exists(run.log()) || Files.exists(run.ownerLock());
    }

    private void refuseAnother(Path asNamed) {
        if (holdsRun(path)) {
            throw new LogException("run directory " + asNamed + " already holds a run; name one that does not exist");
        }
    }

    /**
     * Finds a recorded or still recording run. {@code dir} may also be a {@code latest} entry, or a folder that has one.
     *
     * @throws LogException if there is no event log in it
     */
    public static RunDirectory open(Path dir) {
        try {
            Path found = follow(dir);
            if (!Files.isDirectory(found.resolve("log"))
                    && Files.exists(found.resolve(LATEST), LinkOption.NOFOLLOW_LINKS)) {
                found = follow(found.resolve(LATEST));
            }
            RunDirectory run = new RunDirectory(found.toAbsolutePath().normalize());
            if (!QueueFiles.any(run.log())) {
                throw new LogException(dir + " holds no event log: no file log/*" + QueueFiles.SUFFIX + " in it");
            }
            return run;
        } catch (NoSuchFileException e) {
            throw new LogException("no such run directory: " + dir, e);
        } catch (IOException e) {
            throw new LogException("run directory " + dir + " cannot be read: " + reason(e), e);
        }
    }

    private static Path follow(Path dir) throws IOException {
        if (Files.isRegularFile(dir) && dir.endsWith(LATEST) && Files.size(dir) <= MAX_LINK_BYTES) {
            try {
                return dir.resolveSibling(Files.readString(dir).strip()).toRealPath();
            } catch (InvalidPathException e) {
                throw new LogException(dir + " does not name a run directory", e);
            }
        }
        return dir.toRealPath();
    }

    /**
     * Makes the {@code latest} entry beside this run lead to it, in place of an older one. Does nothing where something
     * else of that name stands there.
     *
     * @throws LogException if the folder cannot be written
     */
    public void linkAsLatest() {
        Path name = path.getFileName();
        if (name == null || name.toString().equals(LATEST)) {
            return;
        }
        Path link = path.resolveSibling(LATEST);
        Path fresh =
                path.resolveSibling("." + LATEST + "-" + ProcessHandle.current().pid());
        try {
            if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            Files.deleteIfExists(fresh);
            try {
                Files.createSymbolicLink(fresh, name);
            } catch (IOException | UnsupportedOperationException e) {
                Files.writeString(fresh, name + "\n");
            }
            Files.move(fresh, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LogException(link + " cannot be written: " + reason(e), e);
        }
    }

    /** Returns the absolute path of the directory. */
    public Path path() {
        return path;
    }

    /** Returns the folder of the event log's queue files. */
    public Path log() {
        return path.resolve("log");
    }

    /** Returns the folder of the recording threads' buffers. */
    public Path buffers() {
        return path.resolve("buffers");
    }

    /** Returns where the report for machines goes. */
    public Path reportJson() {
        return path.resolve("report.json");
    }

    /** Returns where the report for a browser goes. */
    public Path reportHtml() {
        return path.resolve("report.html");
    }

    /** Returns where samples of stacks go, where they are taken. */
    public Path cpuSamples() {
        return path.resolve("cpu.jfr");
    }

    /** Returns where the load generator's result goes. */
    public Path loadJson() {
        return path.resolve("load.json");
    }

    /** Returns where the golden check's result goes. */
    public Path goldenJson() {
        return path.resolve("golden.json");
    }

    Path ownerLock() {
        return path.resolve("owner.lock");
    }

    /** Returns whether a live process records into this run; the operating system answers, so a kill is seen at once. */
    public boolean recording() {
        return OwnerLock.held(ownerLock());
    }

    /** Returns the absolute path of the directory. */
    @Override
    public String toString() {
        return path.toString();
    }

    static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        if (e instanceof FileNotFoundException && message != null && message.endsWith(")")) {
            return message.substring(message.lastIndexOf('(') + 1, message.length() - 1); // after the file's name
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
