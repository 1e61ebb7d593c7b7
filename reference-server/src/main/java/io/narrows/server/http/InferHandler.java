package io.narrows.server.http;

import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Batcher;
import io.narrows.server.batching.InferTask;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.protocol.InferRequest;
import io.narrows.server.protocol.RequestValidator;
import io.narrows.server.protocol.ResponseEncoder;
import io.narrows.server.protocol.TextRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Takes the requests for one model of texts through their stages, from the decoded request to the answer. Thread-safe.
 *
 * <pre>
 * event loop   http.read                              the intake's
 * prepare      prepare.wait  decode                   the intake's
 *              validate  tokenize
 * model worker queue  (batch.assemble  forward  postprocess: the batch's, see Batcher)
 * encode       encode.wait  encode
 * event loop   http.write
 * </pre>
 */
public final class InferHandler implements Pipeline {
    private final TextModel model;
    private final Stages stages;
    private final Batcher batcher;
    private final Executor encode;
    private final RequestValidator validator;
    private final ResponseEncoder encoder;

    /**
     * What the handler works with; all of it outlives the handler.
     *
     * @param queueStage name of the stage of waiting for the batcher
     * @param encode runs encoding; must not refuse
     */
    public record Parts(
            TextModel model, Profiler profiler, Batcher batcher, String queueStage, Executor encode, int maxTexts) {}

    public InferHandler(Parts parts) {
        model = parts.model();
        stages = Stages.of(parts.profiler(), model.info().name(), parts.queueStage());
        batcher = parts.batcher();
        encode = parts.encode();
        validator = new RequestValidator(model.info(), parts.maxTexts());
        encoder = new ResponseEncoder(model.info());
    }

    @Override
    public void infer(InferCall call, InferRequest request) {
        call.trace().enter(stages.validate());
        TextRequest texts = validator.validate(request);
        call.trace().enter(stages.tokenize());
        List<Tokens> tokens = tokenize(call, texts);
        call.trace().enter(stages.queue());
        if (!batcher.submit(new InferTask(call.trace(), tokens, call::gone, completion(call, texts)))) {
            call.refuse(Reply.busy("too many requests wait for the model; try again"), "model queue full");
        }
    }

    private List<Tokens> tokenize(InferCall call, TextRequest request) {
        List<Tokens> tokens = new ArrayList<>(request.texts().size());
        long count = 0;
        for (String text : request.texts()) {
            Tokens encoded = model.encode(text);
            tokens.add(encoded);
            count += encoded.length();
        }
        call.trace().attribute(stages.texts(), tokens.size());
        call.trace().attribute(stages.tokens(), count);
        call.trace().attribute(stages.inputHash(), InputHash.of(tokens));
        return tokens;
    }

    private InferTask.Completion completion(InferCall call, TextRequest request) {
        return new InferTask.Completion() {
            @Override
            public void batchEnded() {
                call.trace().enter(stages.encodeWait());
            }

            @Override
            public void done(float[][] rows) {
                encode.execute(() -> encode(call, request, rows));
            }

            @Override
            public void failed(Throwable cause) {
                call.crash(cause);
            }

            @Override
            public void skipped() {
                if (call.gone()) {
                    call.lost();
                } else {
                    call.refuse(Reply.busy("the server is stopping"), "the server is stopping");
                }
            }
        };
    }

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the client gets an answer
    private void encode(InferCall call, TextRequest request, float[][] rows) {
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
