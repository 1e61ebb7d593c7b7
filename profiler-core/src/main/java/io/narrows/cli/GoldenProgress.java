package io.narrows.cli;

import io.narrows.golden.GoldenListener;
import org.jspecify.annotations.Nullable;

/** Shows each step of a golden check or recording as one {@link Progress}. Used by one thread. */
final class GoldenProgress implements GoldenListener, AutoCloseable {
    private String step = "";
    private @Nullable Progress progress;

    @Override
    public void progress(String name, int done, int total) {
        Progress shown = progress;
        if (shown == null || !name.equals(step)) {
            close();
            step = name;
            shown = Progress.step(name);
            progress = shown;
        }
        shown.update(done, total);
        if (done == total) {
            shown.done(done + " of " + total);
            progress = null;
            step = "";
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
