package io.narrows.server.bulk;

import io.narrows.data.DataBatch;
import io.narrows.data.LoaderState;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Texts that were taken from the loader together.
 *
 * @param after the loader's state once they are delivered
 * @param vectors a vector a text
 */
record Window(DataBatch<BulkText> batch, LoaderState after, Future<float[][]> vectors) {

    /** Waits for the vectors; what the model threw is thrown on. */
    float[][] await() throws InterruptedException {
        try {
            return vectors.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException known) {
                throw known;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Gives the texts back unwritten, after the runners have ended. */
    void abandon() {
        batch.trace().fail("not written: embedding ended before");
        batch.close();
    }
}
