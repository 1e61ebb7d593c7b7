package io.narrows.server.http;

import io.narrows.server.batching.Urgency;
import io.narrows.server.protocol.Schedule;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long after its arrival a request may still go to the model. Immutable.
 *
 * @param serverNs what the server gives, in ns; 0 for ever
 */
record TimeLimit(long serverNs) {
    static TimeLimit of(Duration server) {
        return new TimeLimit(server.toNanos());
    }

    /** A client may ask for less time than the server gives, not for more. */
    Urgency urgency(InferCall call, Schedule schedule) {
        long wantedNs = TimeUnit.MICROSECONDS.toNanos(schedule.timeoutUs());
        boolean ours = wantedNs == 0 || (serverNs != 0 && serverNs < wantedNs);
        return new Urgency(call.startNs(), schedule.priority(), ours ? serverNs : wantedNs);
    }

    /** How much of its time a request has left, in ns; {@link Long#MAX_VALUE} where it has no end. */
    long leftNs(InferCall call, Schedule schedule) {
        long timeoutNs = urgency(call, schedule).timeoutNs();
        return timeoutNs == 0 ? Long.MAX_VALUE : timeoutNs - (System.nanoTime() - call.startNs());
    }
}
