package io.narrows.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A thread of the process and how long it ran and waited for a core, read from its {@code schedstat}. Used by one thread. */
final class WatchedThread implements AutoCloseable {
    /** A thread that did not run in so many readings is read less often, every {@link #IDLE_EVERY} times. */
    private static final int IDLE_AFTER = 10;

    private static final int IDLE_EVERY = 4;

    private final ProcFile file;
    private String name;
    private long ranNs;
    private long ranBefore;
    private long waitedBefore;
    private boolean counted;
    private int idle;

    /**
     * Does not read it yet.
     *
     * @param task its folder
     * @param isNew whether all that it waited so far counts
     */
    WatchedThread(Path task, boolean isNew) {
        file = new ProcFile(task.resolve("schedstat"), 128);
        name = name(task.resolve("comm"));
        counted = isNew;
    }

    String name() {
        return name;
    }

    void addToName(String more) {
        name += more;
    }

    /** CPU time that it used between the last two readings. */
    long ranNs() {
        return ranNs;
    }

    /** Whether it has slept for so long that this reading may leave it out. */
    boolean mayRest() {
        return idle >= IDLE_AFTER && ++idle % IDLE_EVERY != 0;
    }

    /** How long it waited since the last time; -1 when it is gone. */
    long read() {
        long ran;
        long waited;
        try {
            file.refresh();
            ran = file.number();
            waited = file.number();
        } catch (IOException e) {
            return -1;
        }
        ranNs = counted ? ran - ranBefore : 0;
        if (ran != ranBefore) {
            idle = 0;
        } else if (idle < IDLE_AFTER) {
            idle++;
        }
        long sinceBefore = counted ? Math.max(0, waited - waitedBefore) : 0;
        ranBefore = ran;
        waitedBefore = waited;
        counted = true;
        return sinceBefore;
    }

    private static String name(Path comm) {
        try {
            return new String(Files.readAllBytes(comm), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "?";
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
