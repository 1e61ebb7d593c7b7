package io.narrows.server.batching;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ProfiledModel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the chosen batches profiled, and writes what ran inside to the log: on a thread of its own, so that neither the answer of
 * a profiled batch nor the batches after it wait for a profile to be read. Thread-safe; close it when no batch runs any more,
 * before the profiler and the model.
 */
public final class ForwardProfiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardProfiles.class);
    private static final long IDLE_S = 5;

    private final ProfiledModel model;
    private final Profiler profiler;
    private final ProfiledBatches chosen;
    private final @Nullable ExecutorService later;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Makes the model ready.
     *
     * @param wanted how many batches; 0 for none
     */
    public ForwardProfiles(ProfiledModel model, Profiler profiler, int wanted) {
        this.model = model;
        this.profiler = profiler;
        boolean any = wanted > 0 && profiler.enabled();
        chosen = new ProfiledBatches(any ? wanted : 0);
        later = any ? thread() : null;
        if (any) {
            model.beginProfiles();
        }
    }

    private static ExecutorService thread() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, IDLE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    return new Thread(work, "narrows-operators");
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Whether the next batch is to be profiled. */
    public boolean next() {
        boolean next = chosen.next();
        if (!next && later != null && chosen.over() && ended.compareAndSet(false, true)) {
            later.execute(model::endProfiles);
        }
        return next;
    }

    /**
     * Stops the profile of a batch whose members have their answers, and has it read later. Called by the thread of the forward,
     * which may be kept for some milliseconds, and to which nothing is thrown.
     *
     * @param batch the batch
     * @param profile of its forward
     */
    @SuppressWarnings("CatchingUnchecked") // a profile that cannot be had must not end the worker
    public void answered(Batch batch, ForwardProfile profile) {
        try {
            profile.stop();
            if (later != null) {
                later.execute(() -> profile.tell(inside ->
                        profiler.operators(batch, named(inside.engine()), inside.forwardNs(), inside.times())));
            }
        } catch (Throwable e) {
            LOG.warn("what ran inside a batch cannot be told", e);
        }
    }

    /** An engine with its model, version and variant: what several of them did is not to be added up. */
    private String named(String engine) {
        String variant = model.info().properties().get("variant");
        return engine + " (" + model.info().name() + " version " + model.info().version()
                + (variant == null ? "" : ", " + variant) + ")";
    }

    /** Ends the model's profiles and waits until all that was told is in the log. */
    @Override
    public void close() {
        if (later == null) {
            return;
        }
        later.execute(model::endProfiles);
        later.shutdown();
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                done = later.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
