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
        local.threadLocalHandler(ExceptionHandler.ignoresEverything());
        try {
            step.run();
        } finally {
            if (before == null) {
                local.resetThreadLocalHandler();
            } else {
                local.threadLocalHandler(before);
            }
        }
    }
}
