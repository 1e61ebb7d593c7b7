package io.narrows.log;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.core.onoes.ThreadLocalisedExceptionHandler;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import org.jspecify.annotations.Nullable;

/** How Narrows sets Chronicle Queue up: quiet, calling nobody, with files no larger than what they hold plus a block. */
final class Chronicle {

    /** The queue's files grow and are mapped in steps of this; a document must fit a quarter of it. */
    static final int BLOCK_BYTES = 4 << 20;

    /** Puts an index page of 16 KB before every 32,768 documents. */
    static final RollCycle ROLL_CYCLE = LegacyRollCycles.MINUTELY;

    /** A file has room for 2048 index pages of 2048 entries, each for 16 documents: 67 million. */
    static final long MAX_DOCUMENTS = 60_000_000;

    private static final List<String> SWITCHES = List.of(
            "chronicle.disk.monitor.disable", // a thread that warns of full disks
            "chronicle.announcer.disable", // a banner on standard output
            "chronicle.analytics.disable"); // its jar is not among our dependencies; this is for hosts that have it

    /** Complains about a flag that is not needed. Held here because loggers are otherwise collected with their level. */
    private static final Logger CLEANER =
            Logger.getLogger("net.openhft.chronicle.core.internal.cleaner.ReflectionBasedByteBufferCleanerService");

    private Chronicle() {}

    /**
     * Prepares this JVM: properties, where the host has not set them, and the openings.
     *
     * @throws LogException if the JVM does not let the openings be made
     */
    static void prepare() {
        for (String name : SWITCHES) {
            if (System.getProperty(name) == null) {
                System.setProperty(name, "true");
            }
        }
        if (CLEANER.getLevel() == null) {
            CLEANER.setLevel(Level.OFF);
        }
        Openings.make();
    }

    /** Opens a queue for writing; every minute of {@code clock} has a file of its own. */
    static SingleChronicleQueue writable(Path folder, TimeProvider clock) {
        return SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(ROLL_CYCLE)
                .blockSize(BLOCK_BYTES)
                .timeProvider(clock)
                .build();
    }

    /**
     * Runs one step of ours on this thread without Chronicle's commentary (how long a file took to grow, and the like).
     * What fails is thrown all the same, and the host's own handlers stay as they are.
     */
    static void quietly(Runnable step) {
        quietly(Jvm.perf(), () -> quietly(Jvm.warn(), step));
    }

    private static void quietly(ExceptionHandler channel, Runnable step) {
        if (!(channel instanceof ThreadLocalisedExceptionHandler local)) {
            step.run();
            return;
        }
        ExceptionHandler before = local.threadLocalHandler();
        if (before != null && !(before instanceof Muted)) {
            local.threadLocalHandler(ExceptionHandler.ignoresEverything());
            try {
                step.run();
            } finally {
                local.threadLocalHandler(before);
            }
            return;
        }
        Muted muted = before instanceof Muted ours && ours.isCurrent() ? ours : install(local);
        boolean outer = muted.silent;
        muted.silent = true;
        try {
            step.run();
        } finally {
            muted.silent = outer;
        }
    }

    private static Muted install(ThreadLocalisedExceptionHandler local) {
        Muted made = new Muted(local);
        local.threadLocalHandler(made);
        return made;
    }

    /*
     * What a thread has in the place of no handler of its own, once it has written to a log. It stays: taking it away again
     * (resetThreadLocalHandler) throws away the handlers of all threads, the host's too, and leaves each with a thread-local
     * variable that nobody needs, for each document; cleaning up behind that took a quarter of the drainer's time.
     *
     * Threads that this one starts inherit it, but not its silence.
     */
    private static final class Muted implements ExceptionHandler {
        private final ThreadLocalisedExceptionHandler channel;
        private final Thread thread = Thread.currentThread();
        private boolean silent;

        Muted(ThreadLocalisedExceptionHandler channel) {
            this.channel = channel;
        }

        boolean isCurrent() {
            return thread == Thread.currentThread();
        }

        private boolean speaks() {
            return !isCurrent() || !silent;
        }

        @Override
        public void on(Class<?> of, @Nullable String message, @Nullable Throwable thrown) {
            if (speaks()) {
                channel.defaultHandler().on(of, message, thrown);
            }
        }

        @Override
        public void on(org.slf4j.Logger logger, @Nullable String message, @Nullable Throwable thrown) {
            if (speaks()) {
                channel.defaultHandler().on(logger, message, thrown);
            }
        }

        @Override
        public boolean isEnabled(Class<?> of) {
            return speaks() && channel.defaultHandler().isEnabled(of);
        }
    }
}
