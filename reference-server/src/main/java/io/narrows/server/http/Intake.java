package io.narrows.server.http;

import io.narrows.profiler.Profiler;
import io.narrows.server.protocol.ProtocolException;
import io.narrows.server.protocol.RequestDecoder;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The first part of an inference request's way, which is the same for all models: head, body, JSON; then it chooses the form
 * of the model and hands over to its {@link Pipeline}. One for each address of a model. Thread-safe.
 *
 * <pre>
 * event loop   http.read
 * prepare      prepare.wait  decode
 * </pre>
 */
final class Intake {
    private final Parts parts;
    private final Stages stages;
    private final ServedForms forms;

    /**
     * What all intakes work with; all of it outlives them.
     *
     * @param prepare runs decoding and what follows; refuses what its queue has no room for
     */
    record Parts(Profiler profiler, ServerMetrics metrics, ThreadPoolExecutor prepare, long maxBodyBytes) {}

    /**
     * @param stages its kind is that of the requests to this address
     * @param forms the forms that a request to this address may choose from
     */
    Intake(Parts parts, Stages stages, ServedForms forms) {
        this.parts = parts;
        this.stages = stages;
        this.forms = forms;
    }

    /** Takes over a request whose head has arrived. */
    void handle(Exchange exchange) {
        InferCall call = new InferCall(exchange, parts.profiler(), stages, parts.metrics());
        call.servedBy(forms.first().metrics());
        try {
            Heads.check(exchange.request());
        } catch (ProtocolException e) {
            refuse(call, e);
            return;
        }
        BodyReader.read(exchange, parts.maxBodyBytes(), new BodyReader.Receiver() {
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
        Preparation preparation = new Preparation(call, () -> prepareNow(call, chunks, length));
        if (!waits(preparation) && !(dropGone() && waits(preparation))) {
            call.refuse(Reply.busy("too many requests wait to be decoded; try again"), "prepare queue full");
        }
    }

    private boolean waits(Preparation preparation) {
        try {
            parts.prepare().execute(preparation);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Takes those out of the queue whose clients have gone away, and says whether there were any. */
    private boolean dropGone() {
        List<InferCall> gone = new ArrayList<>();
        parts.prepare()
                .getQueue()
                .removeIf(task -> task instanceof Preparation one && one.call().gone() && gone.add(one.call()));
        gone.forEach(InferCall::lost);
        return !gone.isEmpty();
    }

    /** A request that waits for a prepare thread. */
    private record Preparation(InferCall call, Runnable work) implements Runnable {
        @Override
        public void run() {
            work.run();
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
            ServedForm form = forms.chosenBy(request.parameters());
            call.servedBy(form.metrics());
            if (form.number() != ServedForm.ALONE) {
                call.trace().attribute(stages.variant(), form.number());
            }
            form.pipeline().infer(call, request);
        } catch (ProtocolException e) {
            refuse(call, e);
        } catch (Throwable e) {
            call.crash(e);
        }
    }

    private static void refuse(InferCall call, ProtocolException e) {
        String message = String.valueOf(e.getMessage());
        call.refuse(Reply.error(e.status(), message), message);
    }

    static ByteBuffer joined(List<Buffer> chunks, int length) {
        byte[] bytes = new byte[length];
        int at = 0;
        for (Buffer chunk : chunks) {
            chunk.getBytes(bytes, at);
            at += chunk.length();
        }
        return ByteBuffer.wrap(bytes);
    }
}
