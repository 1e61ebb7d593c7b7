package io.narrows.server.command;

import io.narrows.cli.Progress;
import io.narrows.server.model.PrepareListener;
import org.jspecify.annotations.Nullable;

/** Shows the preparation of a model on standard error, one bar a step. Belongs to the preparing thread. */
final class PrepareProgress implements PrepareListener, AutoCloseable {
    private @Nullable Progress bar;
    private String step = "";

    @Override
    public void progress(String name, long done, long total) {
        if (bar == null || !name.equals(step)) {
            close();
            step = name;
            bar = Progress.step(name);
        }
        bar.update(done, total);
        if (done == total) {
            bar.done("done");
            close();
        }
    }

    @Override
    public void notice(String line) {
        if (bar != null) {
            bar.note(line);
        } else {
            System.err.println(line);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
