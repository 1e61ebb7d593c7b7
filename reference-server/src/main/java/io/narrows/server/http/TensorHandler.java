package io.narrows.server.http;

import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Admission;
import io.narrows.server.batching.tensors.TensorBatcher;
import io.narrows.server.batching.tensors.TensorTask;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorModel;
import io.narrows.server.protocol.InferRequest;
import io.narrows.server.protocol.TensorRequest;
import io.narrows.server.protocol.TensorRequestValidator;
import io.narrows.server.protocol.TensorResponseEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Takes the requests for one model of tensors through their stages, from the decoded request to the answer. Thread-safe.
 *
 * <pre>
 * prepare      validate
 * model worker queue  (batch.assemble  forward  postprocess: the batch's, see TensorBatcher)
 * encode       encode.wait  encode
 * </pre>
 */
public final class TensorHandler implements Pipeline {
    private final TensorModel model;
    private final Stages stages;
    private final TensorBatcher batcher;
    private final Executor encode;
    private final InputHash inputHash;
    private final TensorRequestValidator validator;
    private final TensorResponseEncoder encoder;
    private final TimeLimit limit;

    /**
     * What the handler works with; all of it outlives the handler.
     *
     * @param queueStage name of the stage of waiting for the batcher
     * @param encode runs encoding; must not refuse
     * @param timeout how long after its arrival a request may still go to the model; zero for ever
     */
    public record Parts(
            TensorModel model,
            Profiler profiler,
            TensorBatcher batcher,
            String queueStage,
            Executor encode,
            Duration timeout) {}

    public TensorHandler(Parts parts) {
        model = parts.model();
        stages = Stages.of(parts.profiler(), model.info().name(), parts.queueStage());
        batcher = parts.batcher();
        encode = parts.encode();
        inputHash = new InputHash(model.info());
        validator = new TensorRequestValidator(model.info(), model.batchAxis());
        encoder = new TensorResponseEncoder(model.info());
        limit = TimeLimit.of(parts.timeout());
    }

    @Override
    public void infer(InferCall call, InferRequest request) {
        call.trace().enter(stages.validate());
        TensorRequest tensors = validator.validate(request);
        if (limit.leftNs(call, tensors.schedule()) <= 0) {
            batcher.expired();
            Refusals.expired(call);
            return;
        }
        call.trace().attribute(stages.inputHash(), inputHash.ofTensors(tensors.inputs()));
        BatchAxis axis = model.batchAxis();
        int rows = axis == null ? 1 : axis.rows(tensors.inputs());
        call.trace().enter(stages.queue());
        Admission admission = batcher.submit(new TensorTask(
                call.trace(),
                tensors.inputs(),
                rows,
                limit.urgency(call, tensors.schedule()),
                call::gone,
                completion(call, tensors)));
        if (!admission.taken()) {
            Refusals.refused(call, admission);
        }
    }

    private TensorTask.Completion completion(InferCall call, TensorRequest request) {
        return new TensorTask.Completion() {
            @Override
            public void waitsAgain() {
                call.trace().enter(stages.queue());
            }

            @Override
            public void batchEnded() {
                call.trace().enter(stages.encodeWait());
            }

            @Override
            public void done(List<Tensor> outputs) {
                encode.execute(() -> encode(call, request, outputs));
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

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the client gets an answer
    private void encode(InferCall call, TensorRequest request, List<Tensor> outputs) {
        try {
            call.trace().enter(stages.encode());
            if (!request.timing()) {
                call.answer(Reply.json(encoder.encode(request.id(), outputs, request.outputs(), null)));
                return;
            }
            Breakdown[] taken = new Breakdown[1];
            ByteBuffer body = encoder.encode(request.id(), outputs, request.outputs(), () -> {
                taken[0] = call.trace().breakdown();
                return Timing.parameters(taken[0]);
            });
            call.answer(Reply.json(body).with("Server-Timing", Timing.header(taken[0])));
        } catch (Throwable e) {
            call.crash(e);
        }
    }
}
