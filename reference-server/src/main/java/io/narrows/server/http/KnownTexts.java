package io.narrows.server.http;

import io.narrows.server.batching.Admission;
import io.narrows.server.batching.InferTask;
import io.narrows.server.caching.Caller;
import io.narrows.server.caching.KnownRows;
import io.narrows.server.caching.Lookup;
import io.narrows.server.caching.ModelKey;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.protocol.TextRequest;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Takes one tokenized request on, by way of what is known of its texts.
 *
 * <pre>
 * all known            cache  encode                                                   on the prepare thread
 * all known, many      cache                                         encode.wait  encode
 * some to compute      cache  queue  (the batch's)  [coalesce.wait]  encode.wait  encode
 * all under way        cache  coalesce.wait                          encode.wait  encode
 * </pre>
 *
 * <p>Used by one thread at a time, as the call is: by the prepare thread until {@link #begin} returns, by the batcher while it
 * has a task of the request, and while the request waits for others by the thread that brings the last row, or by the one that
 * finds that its time is over or its client gone.
 */
final class KnownTexts implements Caller, InferTask.Completion {
    /** Most texts that are encoded on the prepare thread, which others wait for; some tens of microseconds each. */
    static final int ENCODED_AT_ONCE = 16;

    private final InferHandler handler;
    private final CacheStages stages;
    private final InferCall call;
    private final TextRequest request;
    private final Lookup lookup;
    private int misses;
    private boolean encodeWaits;

    /** Ends the wait for others when the request's time is over; null when it does not wait, or has no end. */
    private @Nullable Future<?> deadline;

    /** What the queue said last. */
    private Admission admission = new Admission(Admission.Verdict.TAKEN, 1);

    private KnownTexts(
            InferHandler handler,
            CacheStages stages,
            InferCall call,
            TextRequest request,
            KnownRows known,
            ModelKey model,
            List<Tokens> texts) {
        this.handler = handler;
        this.stages = stages;
        this.call = call;
        this.request = request;
        this.lookup = known.lookup(model, texts, this);
    }

    /** Takes the request over. */
    static void begin(
            InferHandler handler,
            CacheStages stages,
            InferCall call,
            TextRequest request,
            KnownRows known,
            ModelKey model,
            List<Tokens> texts) {
        call.trace().enter(stages.cache());
        new KnownTexts(handler, stages, call, request, known, model, texts).begin();
    }

    private void begin() {
        tell();
        float[][] rows = lookup.known();
        if (rows == null) {
            lookup.start();
        } else if (rows.length <= ENCODED_AT_ONCE) {
            handler.encode(call, request, rows);
        } else {
            answered(rows);
        }
    }

    /** Puts into the trace what is known up to now; a text that is taken over from another request changes it. */
    private void tell() {
        int texts = request.texts().size();
        int hits = lookup.hits();
        int outcome = hits == texts ? CacheStages.HIT : misses > 0 ? CacheStages.MISS : CacheStages.COALESCED;
        call.known(outcome);
        call.trace().attribute(stages.outcome(), outcome);
        call.trace().attribute(stages.hits(), hits);
        call.trace().attribute(stages.misses(), misses);
        call.trace().attribute(stages.coalesced(), texts - hits - misses);
    }

    @Override
    public boolean gone() {
        return call.gone();
    }

    @Override
    public boolean run(List<Tokens> texts) {
        waited();
        misses += texts.size();
        tell();
        encodeWaits = false;
        admission = handler.submit(call, texts, request.schedule(), lookup::unwanted, this);
        return admission.taken();
    }

    @Override
    public void waiting() {
        waitForOthers();
        deadline = handler.atDeadline(call, request.schedule(), this::late);
        call.onGone(this::left);
    }

    private void waitForOthers() {
        encodeWaits = false;
        call.trace().enter(stages.coalesceWait());
    }

    private void late() {
        if (lookup.leave()) {
            handler.expiredWaiting(call);
        }
    }

    private void left() {
        if (lookup.leave()) {
            waited();
            call.lost();
        }
    }

    /** It no longer waits for others. */
    private void waited() {
        Future<?> was = deadline;
        if (was != null) {
            was.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void ready() {
        encodeWaits = true;
        handler.encodeWait(call);
    }

    @Override
    public void answered(float[][] rows) {
        waited();
        if (!encodeWaits) {
            handler.encodeWait(call);
        }
        handler.encodeLater(call, request, rows);
    }

    @Override
    public void broken(Throwable cause) {
        waited();
        if (call.gone()) {
            call.lost();
        } else {
            call.crash(cause);
        }
    }

    @Override
    public void refused() {
        Refusals.refused(call, admission);
    }

    @Override
    public void batchEnded() {
        if (lookup.awaits()) {
            waitForOthers();
        } else {
            ready();
        }
        lookup.ended();
    }

    @Override
    public void done(float[][] rows) {
        lookup.computed(rows);
    }

    @Override
    public void failed(Throwable cause) {
        lookup.failed(cause);
    }

    @Override
    public void expired() {
        lookup.abandoned();
        Refusals.expired(call);
    }

    @Override
    public void skipped() {
        lookup.abandoned();
        Refusals.skipped(call);
    }

    @Override
    public void displaced(Admission why) {
        lookup.abandoned();
        Refusals.refused(call, why);
    }
}
