package io.narrows.server.http;

import io.narrows.profiler.Breakdown;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import java.util.UUID;
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
    private final TraceContext context;
    private final Trace trace;
    private final long startNs;

    InferCall(Exchange exchange, Profiler profiler, Stages stages, ServerMetrics metrics) {
        this.exchange = exchange;
        this.stages = stages;
        this.metrics = metrics;
        startNs = exchange.startNs();
        context = TraceContext.of(exchange.request().getHeader("traceparent"));
        trace = profiler.begin(stages.kind(), startNs, context.traceIdHigh(), context.traceIdLow());
        trace.enter(stages.read());
    }

    Trace trace() {
        return trace;
    }

    boolean gone() {
        return exchange.gone();
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

    /** Sends an error that is the server's fault. What it was is in the log, under the id that the client is given. */
    void crash(Throwable cause) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("internal error {}", id, cause);
        trace.fail("500: internal error " + id + ": " + cause);
        send(Reply.error(500, "internal error " + id + "; the server's log says more under this id"));
    }

    /** Ends the call without an answer: nobody waits for one. */
    void lost() {
        exchange.onLoop(this::endLost);
    }

    private void send(Reply reply) {
        trace.enter(stages.write());
        Reply traced = reply.with("traceparent", context.header());
        exchange.onLoop(() -> exchange.send(traced, written -> ended(traced.status(), written)));
    }

    private void ended(int status, boolean written) {
        if (!written) {
            endLost();
            return;
        }
        trace.end();
        Breakdown breakdown = trace.breakdown();
        if (status == 200) {
            metrics.inferred(breakdown, System.nanoTime() - startNs);
        }
        metrics.ended("infer", status);
    }

    private void endLost() {
        trace.fail("client went away");
        trace.end();
        metrics.ended("infer", 0);
    }
}
