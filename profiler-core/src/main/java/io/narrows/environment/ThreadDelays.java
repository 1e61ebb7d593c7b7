package io.narrows.environment;

import com.sun.management.UnixOperatingSystemMXBean;
import io.narrows.log.ThreadSample;
import io.narrows.log.ThreadSample.ThreadUse;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long threads were ready to run and waited for a core, from {@code /proc/self/task/TID/schedstat} (sched-stats in the
 * kernel's documentation): all of them together as a lane, and those that waited long one by one.
 *
 * <p>A thread that slept for many readings is read a few readings late when it runs again. Looks for new threads about once a second and watches a bounded number of them; a thread that lives shorter is not
 * seen. What a thread had waited when it is first seen counts, unless it was there before this began or was beyond the
 * bound.
 */
final class ThreadDelays implements LaneSource {
    /** Threads watched at once, each by one open file. */
    static final int MOST = 256;

    /** Part of the files that the process may open. */
    private static final int PART_OF_FILES = 8;

    /** Threads told one by one in one sample. */
    static final int MOST_TOLD = 16;

    /** A thread is told one by one when it waited this long in a sample. */
    static final long TOLD_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LOOK_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private static final List<Lane> LANES = List.of(Lane.delta("threads.rundelay", "ns"), Lane.gauge("threads", ""));

    private final Path tasks;
    private final BooleanSupplier anyWaited;
    private final int most;
    private final LongSupplier clock;
    private final Map<String, WatchedThread> watched = new HashMap<>();
    private final List<ThreadUse> told = new ArrayList<>();
    private boolean allSeen;
    private long lookedNs;
    private long threads;
    private long totalNs;

    /**
     * Does not open anything yet.
     *
     * @param root of the file system
     * @param anyWaited whether any task of the host may have waited for a core since the last reading; if not, the threads
     *     are not asked
     */
    ThreadDelays(Path root, BooleanSupplier anyWaited) {
        this(root, anyWaited, most(), System::nanoTime);
    }

    ThreadDelays(Path root, BooleanSupplier anyWaited, int most, LongSupplier clock) {
        tasks = root.resolve("proc/self/task");
        this.anyWaited = anyWaited;
        this.most = most;
        this.clock = clock;
    }

    private static int most() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                    ? (int) Math.max(1, Math.min(MOST, system.getMaxFileDescriptorCount() / PART_OF_FILES))
                    : MOST;
        } catch (LinkageError e) { // of a Java without jdk.management
            return MOST;
        }
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        long nowNs = clock.getAsLong();
        boolean looked = threads == 0 || nowNs - lookedNs >= LOOK_EVERY_NS;
        if (looked) {
            look();
            lookedNs = nowNs;
        }
        told.clear();
        if (looked || anyWaited.getAsBoolean()) {
            readAll();
        }
        if (watched.isEmpty()) {
            throw new IOException(tasks + " has no schedstat that may be read");
        }
        values[first] = totalNs;
        values[first + 1] = threads;
    }

    private void readAll() {
        for (Iterator<WatchedThread> all = watched.values().iterator(); all.hasNext(); ) {
            WatchedThread thread = all.next();
            if (thread.mayRest()) {
                continue;
            }
            long waited = thread.read();
            if (waited < 0) {
                thread.close();
                all.remove();
                continue;
            }
            totalNs += waited;
            if (waited >= TOLD_NS) {
                tell(new ThreadUse(thread.name(), thread.ranNs(), waited));
            }
        }
    }

    /** Those of the last reading that waited long, at most so many, the longest among them. */
    ThreadSample sample(long atNs, long periodNs) {
        return new ThreadSample(atNs, periodNs, told);
    }

    boolean anyTold() {
        return !told.isEmpty();
    }

    private void tell(ThreadUse use) {
        if (told.size() < MOST_TOLD) {
            told.add(use);
            return;
        }
        int shortest = 0;
        for (int i = 1; i < told.size(); i++) {
            if (told.get(i).runDelayNs() < told.get(shortest).runDelayNs()) {
                shortest = i;
            }
        }
        if (told.get(shortest).runDelayNs() < use.runDelayNs()) {
            told.set(shortest, use);
        }
    }

    private void look() throws IOException {
        String[] ids = new File(tasks.toString()).list();
        if (ids == null || ids.length == 0) {
            throw new IOException(tasks + " cannot be listed");
        }
        threads = ids.length;
        Set<String> names = new HashSet<>();
        watched.values().forEach(thread -> names.add(thread.name()));
        for (String id : ids) {
            if (watched.size() >= most) {
                break;
            }
            if (!watched.containsKey(id)) {
                WatchedThread thread = new WatchedThread(tasks.resolve(id), allSeen);
                if (!names.add(thread.name())) {
                    thread.addToName("~" + id); // the kernel cuts names, so that those of a pool are the same
                }
                watched.put(id, thread);
            }
        }
        // From now on a thread that is new to us is new.
        allSeen = ids.length <= most;
    }

    @Override
    public void close() {
        watched.values().forEach(thread -> thread.close());
        watched.clear();
    }
}
