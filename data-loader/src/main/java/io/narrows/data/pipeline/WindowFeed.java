package io.narrows.data.pipeline;

import io.narrows.data.order.Intervals;
import io.narrows.data.order.Window;
import io.narrows.data.profile.ChunkTimes;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of windows, whose samples are mixed with each other. The slices of a window are read by whoever asks, each once and as
 * it lies; when all are there, its positions are cut into chunks. A window's bytes count as held until its last chunk is decoded.
 */
final class WindowFeed implements Feed {
    /** One that is decoded, and one that is read meanwhile. */
    private static final int MOST_WINDOWS = 2;

    private final PipelineConfig config;
    private final Pace pace;
    private final Admission admission;
    private final ByteBudget budget;
    private final Ranges ranges;
    private final ArrayDeque<LoadedWindow> windows = new ArrayDeque<>();
    private boolean held;
    private boolean reading;

    WindowFeed(PipelineConfig config, Pace pace, Admission admission, ByteBudget budget) {
        this.config = config;
        this.pace = pace;
        this.admission = admission;
        this.budget = budget;
        ranges = new Ranges(config.positions());
    }

    @Override
    public boolean exhausted() {
        return ranges.at() < 0 && windows.stream().allMatch(window -> window.next() < 0);
    }

    @Override
    public boolean held() {
        return held;
    }

    @Override
    public boolean reading() {
        return reading;
    }

    @Override
    public @Nullable Work next(Worker worker) {
        held = false;
        reading = false;
        for (LoadedWindow window : windows) {
            Work work = window.ready() ? decode(window) : fetch(window);
            if (work != null) {
                return work;
            }
            reading |= !window.ready();
        }
        return ranges.at() < 0 || windows.size() == MOST_WINDOWS ? null : begin();
    }

    private @Nullable Work decode(LoadedWindow window) {
        long position = window.next();
        if (position < 0) {
            return null;
        }
        long bytes = pace.decodedBytes(pace.samples());
        if (!admission.admits(position, bytes, false)) {
            held = true;
            return null;
        }
        int count = window.take(pace.samples());
        Run run = new Run(position, count, -1, 0, "", window, pace.rawBytes(count));
        run.chargedBytes = bytes;
        run.shareable = true;
        run.journal();
        return Work.of(run);
    }

    private @Nullable Work fetch(LoadedWindow window) {
        int slice = window.takeSlice();
        return slice < 0 ? null : Work.fetch(window, slice);
    }

    private @Nullable Work begin() {
        Window window = config.order().window(ranges.at());
        long bytes = pace.rawBytes(window.samples());
        boolean unknown = bytes == 0 && !windows.isEmpty();
        if (unknown) {
            return null; // how much a window takes is known when a part of the first is there
        }
        long beside = (long) window.samples() * RawBlock.BESIDE_BYTES;
        if (!admission.admits(ranges.at(), bytes + beside, false)) {
            held = true;
            return null;
        }
        List<Intervals.Range> wanted = ranges.passBelow(window.first() + window.samples());
        LoadedWindow begun = new LoadedWindow(window, wanted, bytes);
        begun.chargedBytes = bytes + beside;
        budget.add(begun.chargedBytes);
        windows.add(begun);
        return fetch(begun);
    }

    @Override
    public void fetched(LoadedWindow window, int slice, RawBlock block, ChunkTimes times) {
        long more = window.fetched(slice, block, times);
        pace.seen(block.samples(), block.bytes());
        window.chargedBytes += more;
        budget.add(more);
    }

    @Override
    public void decoded(Run run) {
        LoadedWindow window = run.window;
        if (window != null && window.runFinished()) {
            windows.remove(window);
            budget.add(-window.chargedBytes);
        }
    }

    @Override
    public void shared(Run part) {
        LoadedWindow window = part.window;
        if (window != null) {
            window.anotherRun();
        }
    }
}
