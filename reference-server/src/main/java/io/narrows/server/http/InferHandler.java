package io.narrows.server.http;

import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Admission;
import io.narrows.server.batching.Batcher;
import io.narrows.server.batching.InferTask;
import io.narrows.server.caching.KnownRows;
import io.narrows.server.caching.ModelKey;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.protocol.InferRequest;
import io.narrows.server.protocol.RequestValidator;
import io.narrows.server.protocol.ResponseEncoder;
import io.narrows.server.protocol.Schedule;
import io.narrows.server.protocol.TextRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests for one model of texts through their stages, from the decoded request to the answer. Thread-safe.
 *
 * <pre>
 * event loop   http.read                              the intake's
 * prepare      prepare.wait  decode                   the intake's
 *              validate  tokenize  (cache, and encode when all is known: see KnownTexts)
 * model worker queue  (batch.assemble  forward  postprocess: the batch's, see Batcher)
 * encode       encode.wait  encode                    the model worker's, when few rows are to be written and nothing waits
 * event loop   http.write
 * </pre>
 *
 * <p>Where nothing is cached or coalesced, a model worker that sleeps is woken when a request begins to be split into tokens, so that
 * it does not wait in the queue for that; and the event loop when the forward of a lone request of few texts has ended, so that the
 * answer does not wait for it.
 */
public final class InferHandler implements Pipeline {
    /**
     * Most rows that a model's worker writes as JSON itself while nothing waits for it: to wake another thread takes longer
     * than to write a few.
     */
    private static final int MOST_ENCODED_BY_WORKER = 4;

    private final TextModel model;
    private final Stages stages;
    private final Batcher batcher;
    private final @Nullable KnownRows known;
    private final CacheStages cacheStages;
    private final ModelKey modelKey;
    private final Executor encode;
    private final InputHash inputHash;
    private final RequestValidator validator;
    private final ResponseEncoder encoder;
    private final TimeLimit limit;
    private final ScheduledExecutorService timer;

    /**
     * What the handler works with; all of it outlives the handler.
     *
     * @param queueStage name of the stage of waiting for the batcher
     * @param known rows that need not be computed; null to compute all of them
     * @param encode runs encoding; must not refuse
     * @param timeout how long after its arrival a request may still go to the model; zero for ever
     * @param timer calls back at deadlines
     */
    public record Parts(
            TextModel model,
            Profiler profiler,
            Batcher batcher,
            String queueStage,
            @Nullable KnownRows known,
            Executor encode,
            int maxTexts,
            Duration timeout,
            ScheduledExecutorService timer) {}

    public InferHandler(Parts parts) {
        model = parts.model();
        stages = Stages.of(parts.profiler(), model.info().name(), parts.queueStage());
        batcher = parts.batcher();
        known = parts.known();
        cacheStages = CacheStages.of(known == null ? Profiler.disabled() : parts.profiler());
        modelKey = ModelKey.of(model.info());
        encode = parts.encode();
        inputHash = new InputHash(model.info());
        validator = new RequestValidator(model.info(), parts.maxTexts());
        encoder = new ResponseEncoder(model.info());
        limit = TimeLimit.of(parts.timeout());
        timer = parts.timer();
    }

    @Override
    public void infer(InferCall call, InferRequest request) {
        call.trace().enter(stages.validate());
        TextRequest texts = validator.validate(request);
        if (limit.leftNs(call, texts.schedule()) <= 0) {
            batcher.expired();
            Refusals.expired(call);
            return;
        }
        call.trace().enter(stages.tokenize());
        List<Tokens> tokens = tokenize(call, texts);
        if (known != null) {
            KnownTexts.begin(this, cacheStages, call, texts, known, modelKey, tokens);
        } else {
            Admission admission = submit(call, tokens, texts.schedule(), call::gone, completion(call, texts));
            if (!admission.taken()) {
                Refusals.refused(call, admission);
            }
        }
    }

    private List<Tokens> tokenize(InferCall call, TextRequest request) {
        if (known == null) {
            batcher.expect(); // with what is known, most requests may never come to it
        }
        List<Tokens> tokens = new ArrayList<>(request.texts().size());
        long count = 0;
        for (String text : request.texts()) {
            Tokens encoded = known == null ? model.encode(text) : known.tokens(modelKey, text, model::encode);
            tokens.add(encoded);
            count += encoded.length();
        }
        call.trace().attribute(stages.texts(), tokens.size());
        call.trace().attribute(stages.tokens(), count);
        call.trace().attribute(stages.inputHash(), inputHash.of(tokens));
        return tokens;
    }

    /** Puts a request, or a part of it, into the model's queue, and says whether that takes it. */
    Admission submit(
            InferCall call,
            List<Tokens> texts,
            Schedule schedule,
            BooleanSupplier unwanted,
            InferTask.Completion completion) {
        call.trace().enter(stages.queue());
        return batcher.submit(new InferTask(call.trace(), texts, limit.urgency(call, schedule), unwanted, completion));
    }

    /** Runs something when the time of a request is over, soon when it is; null where it has no end. */
    @Nullable
    Future<?> atDeadline(InferCall call, Schedule schedule, Runnable action) {
        long leftNs = limit.leftNs(call, schedule);
        return leftNs == Long.MAX_VALUE ? null : timer.schedule(action, leftNs, TimeUnit.NANOSECONDS);
    }

    /** Ends a request whose time was over while it waited for what others compute. */
    void expiredWaiting(InferCall call) {
        batcher.expired();
        Refusals.expiredWaiting(call);
    }

    void encodeWait(InferCall call) {
        call.trace().enter(stages.encodeWait());
    }

    /** Answers a request on an encode thread. */
    void encodeLater(InferCall call, TextRequest request, float[][] rows) {
        encode.execute(() -> encode(call, request, rows));
    }

    private InferTask.Completion completion(InferCall call, TextRequest request) {
        return new InferTask.Completion() {
            @Override
            public void soon() {
                if (encodedByWorker(request.texts().size())) {
                    call.answerSoon();
                }
            }

            @Override
            public void batchEnded() {
                encodeWait(call);
            }

            @Override
            public void done(float[][] rows) {
                if (encodedByWorker(rows.length)) {
                    encode(call, request, rows);
                } else {
                    call.answerLater();
                    encodeLater(call, request, rows);
                }
            }

            @Override
            public void failed(Throwable cause) {
                call.crash(cause);
            }

            @Override
            public void expired() {
                Refusals.expired(call);
            }

            @Override
            public void skipped() {
                Refusals.skipped(call);
            }

            @Override
            public void displaced(Admission admission) {
                Refusals.refused(call, admission);
            }
        };
    }

    private boolean encodedByWorker(int rows) {
        return rows <= MOST_ENCODED_BY_WORKER && batcher.waiting() == 0;
    }

    /** Answers a request. */
    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the client gets an answer
    void encode(InferCall call, TextRequest request, float[][] rows) {
        try {
            call.trace().enter(stages.encode());
            if (!request.timing()) {
                call.answer(Reply.json(encoder.encode(request.id(), rows, null)));
                return;
            }
            Breakdown[] taken = new Breakdown[1];
            ByteBuffer body = encoder.encode(request.id(), rows, () -> {
                taken[0] = call.trace().breakdown();
                return Timing.parameters(taken[0]);
            });
            call.answer(Reply.json(body).with("Server-Timing", Timing.header(taken[0])));
        } catch (Throwable e) {
            call.crash(e);
        }
    }
}
