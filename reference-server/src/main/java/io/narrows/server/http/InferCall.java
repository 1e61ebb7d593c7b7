package io.narrows.server.http;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.profiler.TraceContext;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One inference request on its way through the server, with its trace. Used by one thread at a time: whoever holds it
 * either hands it on or ends it with one of {@link #answer}, {@link #refuse} and {@link #crash}.
 */
final class InferCall {
    private static final Logger LOG = LoggerFactory.getLogger(InferCall.class);

    private final Exchange exchange;
    private final Stages stages;
    private final ServerMetrics metrics;
    private final Trace trace;
    private final long startNs;
    private @Nullable ModelMetrics model;
    private int known = -1;

    InferCall(Exchange exchange, Profiler profiler, Stages stages, ServerMetrics metrics) {
        this.exchange = exchange;
        this.stages = stages;
        this.metrics = metrics;
        startNs = exchange.startNs();
        trace = profiler.begin(stages.kind(), startNs, context(exchange.request()));
        trace.enter(stages.read());
    }

    /** The caller's, or a new one: the client gets a trace id also from a server that records nothing. */
    private static TraceContext context(HttpServerRequest request) {
        String state = String.join(",", request.headers().getAll("tracestate"));
        TraceContext callers = TraceContext.parse(request.getHeader("traceparent"), state);
        return callers == null ? TraceContext.random() : callers;
    }

    /** When its head had arrived, by {@link System#nanoTime()}. */
    long startNs() {
        return startNs;
    }

    Trace trace() {
        return trace;
    }

    /** Says which form of the model it is counted for. */
    void servedBy(ModelMetrics form) {
        model = form;
    }

    /** Says what was known of its texts: one of the outcomes of {@link CacheStages}. */
    void known(int outcome) {
        known = outcome;
    }

    boolean gone() {
        return exchange.gone();
    }

    /** Runs something on the event loop when the client goes away before it is answered; the last one that was asked for. */
    void onGone(Runnable action) {
        exchange.onGone(action);
    }

    /** Says that its answer follows within a fraction of a millisecond. For any thread. */
    void answerSoon() {
        exchange.answerSoon();
    }

    /** It takes longer than that. */
    void answerLater() {
        exchange.answerLater();
    }

    /** Sends the result. */
    void answer(Reply reply) {
        trace.attribute(stages.responseBytes(), reply.body().length());
        send(reply);
    }

    /** Sends an error that is not the server's fault, or that it foresaw. */
    void refuse(Reply reply, String reason) {
        trace.fail(reply.status() + ": " + reason);
        send(reply);
    }

    /**
     * Sends an error that is the server's fault. What it was is in the server's log, under the id that the client is given
     * and the trace id, which is in the diagnostic context too for a logger that shows it.
     */
    @SuppressWarnings("try") // the scope is there to be closed
    void crash(Throwable cause) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        try (Trace.Scope mdc = trace.mdc()) {
            LOG.error("internal error {} in trace {}", id, trace.traceId(), cause);
        }
        trace.fail("500: internal error " + id + ": " + cause);
        send(Reply.error(500, "internal error " + id + "; the server's log says more under this id"));
    }

    /** Ends the call without an answer: nobody waits for one. */
    void lost() {
        exchange.onLoop(this::endLost);
    }

    private void send(Reply reply) {
        trace.enter(stages.write());
        Reply traced = reply.with("traceparent", trace.traceparent());
        exchange.answer(traced, written -> ended(traced.status(), written));
    }

    private void ended(int status, boolean written) {
        if (!written) {
            endLost();
            return;
        }
        trace.end();
        if (status == 200) {
            long totalNs = System.nanoTime() - startNs;
            metrics.inferred(totalNs);
            if (known >= 0) {
                metrics.inferredFromKnown(known, totalNs);
            }
            if (model != null) {
                model.inferred(totalNs);
            }
        }
        count(status);
    }

    private void endLost() {
        trace.fail("client went away");
        trace.end();
        count(0);
    }

    private void count(int status) {
        metrics.ended("infer", status);
        if (model != null) {
            model.ended(status);
        }
    }
}
