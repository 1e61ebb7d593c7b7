package io.narrows.data.command;

import io.narrows.cli.Progress;
import io.narrows.data.shard.ShardSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A bar while shards are opened, where that takes long enough for somebody to wonder. Thread-safe. */
final class OpeningProgress implements ShardSet.Opening, AutoCloseable {
    private static final long SILENT_NS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier clockNs;
    private final long beganNs;
    private @Nullable Progress progress;
    private int shards;

    OpeningProgress() {
        this(System::nanoTime);
    }

    OpeningProgress(LongSupplier clockNs) {
        this.clockNs = clockNs;
        beganNs = clockNs.getAsLong();
    }

    @Override
    public synchronized void opened(int opened, int all) {
        shards = all;
        Progress shown = progress;
        if (shown == null && clockNs.getAsLong() - beganNs > SILENT_NS) {
            shown = Progress.counting("open", "shards", opened);
            progress = shown;
        }
        if (shown != null) {
            shown.update(opened, all);
        }
    }

    /** Says that all are opened. */
    synchronized void done() {
        Progress shown = progress;
        if (shown != null) {
            shown.done(shards + (shards == 1 ? " shard" : " shards"));
        }
    }

    @Override
    public synchronized void close() {
        Progress shown = progress;
        if (shown != null) {
            shown.close();
        }
    }
}
