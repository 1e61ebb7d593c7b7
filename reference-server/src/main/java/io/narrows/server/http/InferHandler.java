package io.narrows.server.http;

import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Batcher;
import io.narrows.server.batching.InferTask;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.protocol.ProtocolException;
import io.narrows.server.protocol.RequestDecoder;
import io.narrows.server.protocol.RequestValidator;
import io.narrows.server.protocol.ResponseEncoder;
import io.narrows.server.protocol.TextRequest;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes an inference request through its stages. Thread-safe.
 *
 * <pre>
 * event loop   http.read
 * prepare      prepare.wait  decode  validate  tokenize
 * model worker queue  (batch.assemble  forward  postprocess: the batch's, see Batcher)
 * encode       encode.wait  encode
 * event loop   http.write
 * </pre>
 */
public final class InferHandler {
    private final TextModel model;
    private final Profiler profiler;
    private final Stages stages;
    private final ServerMetrics metrics;
    private final Batcher batcher;
    private final Executor prepare;
    private final Executor encode;
    private final RequestValidator validator;
    private final ResponseEncoder encoder;
    private final long maxBodyBytes;

    /**
     * What the handler works with; all of it outlives the handler.
     *
     * @param prepare runs decoding and tokenizing; may refuse
     * @param encode runs encoding; must not refuse
     */
    public record Parts(
            TextModel model,
            Profiler profiler,
            ServerMetrics metrics,
            Batcher batcher,
            Executor prepare,
            Executor encode,
            int maxTexts,
            long maxBodyBytes) {}

    public InferHandler(Parts parts) {
        model = parts.model();
        profiler = parts.profiler();
        stages = Stages.of(profiler, model.info().name());
        metrics = parts.metrics();
        batcher = parts.batcher();
        prepare = parts.prepare();
        encode = parts.encode();
        validator = new RequestValidator(model.info(), parts.maxTexts());
        encoder = new ResponseEncoder(model.info());
        maxBodyBytes = parts.maxBodyBytes();
    }

    /** Takes over a request whose head has arrived. */
    void handle(Exchange exchange) {
        InferCall call = new InferCall(exchange, profiler, stages, metrics);
        try {
            Heads.check(exchange.request());
        } catch (ProtocolException e) {
            call.refuse(Reply.error(e.status(), message(e)), message(e));
            return;
        }
        BodyReader.read(exchange, maxBodyBytes, new BodyReader.Receiver() {
            @Override
            public void body(List<Buffer> chunks, int length) {
                prepare(call, chunks, length);
            }

            @Override
            public void refused(Reply reply) {
                call.refuse(reply, "body refused");
            }

            @Override
            public void lost() {
                call.lost();
            }
        });
    }

    private void prepare(InferCall call, List<Buffer> chunks, int length) {
        call.trace().attribute(stages.requestBytes(), length);
        call.trace().enter(stages.prepareWait());
        try {
            prepare.execute(() -> prepareNow(call, chunks, length));
        } catch (RejectedExecutionException e) {
            call.refuse(Reply.busy("too many requests wait to be decoded; try again"), "prepare queue full");
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the client gets an answer
    private void prepareNow(InferCall call, List<Buffer> chunks, int length) {
        if (call.gone()) {
            call.lost();
            return;
        }
        try {
            call.trace().enter(stages.decode());
            var request = RequestDecoder.decode(joined(chunks, length));
            call.trace().enter(stages.validate());
            TextRequest texts = validator.validate(request);
            call.trace().enter(stages.tokenize());
            List<Tokens> tokens = tokenize(call, texts);
            call.trace().enter(stages.queue());
            if (!batcher.submit(new InferTask(call.trace(), tokens, call::gone, completion(call, texts)))) {
                call.refuse(Reply.busy("too many requests wait for the model; try again"), "model queue full");
            }
        } catch (ProtocolException e) {
            call.refuse(Reply.error(e.status(), message(e)), message(e));
        } catch (Throwable e) {
            call.crash(e);
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

    private static ByteBuffer joined(List<Buffer> chunks, int length) {
        byte[] bytes = new byte[length];
        int at = 0;
        for (Buffer chunk : chunks) {
            chunk.getBytes(bytes, at);
            at += chunk.length();
        }
        return ByteBuffer.wrap(bytes);
    }

    private static String message(ProtocolException e) {
        return String.valueOf(e.getMessage());
    }
}
