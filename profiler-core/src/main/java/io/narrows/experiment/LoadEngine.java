package io.narrows.experiment;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Drives arrivals into a target over a bounded number of connections. One run per instance.
 */
final class LoadEngine {
    /*
     * Leader and followers: each connection has a thread. One of them, the leader, holds the lock, prepares the next
     * request and sleeps until it is due; then it lets the next leader in and sends its request itself. No request is
     * handed from thread to thread on its way out, and nothing spins, for the server needs the cores. A leader without a
     * follower starts one, so there are only as many threads and connections as the load has needed at its worst.
     *
     * When all threads are busy nobody leads. Arrivals that fall due meanwhile are taken late by the first thread that
     * comes back, and the wait is in their latency, because that counts from the schedule. One that is already older than
     * the timeout is not sent any more but counted as timed out. So a run ends at most one timeout after its last arrival.
     */

    private final Target target;
    private final Workload workload;
    private final Arrivals arrivals;
    private final LongUnaryOperator traceIdHighAt;
    private final Duration timeout;
    private final LoadListener listener;
    private final ReentrantLock leading = new ReentrantLock();
    private final List<Thread> threads = new ArrayList<>(); // guarded by leading
    private final List<Exchange> exchanges = new ArrayList<>();
    private int mostThreads;
    private long startNs;
    private long sequence;
    private boolean ended;
    private volatile boolean stopped;

    /**
     * Prepares a run.
     *
     * @param traceIdHighAt first 64 bits of the trace id of a request, by its offset from the start in ns
     * @param timeout how long a request may take from its scheduled arrival
     */
    LoadEngine(
            Target target,
            Workload workload,
            Arrivals arrivals,
            LongUnaryOperator traceIdHighAt,
            Duration timeout,
            LoadListener listener) {
        this.target = target;
        this.workload = workload;
        this.arrivals = arrivals;
        this.traceIdHighAt = traceIdHighAt;
        this.timeout = timeout;
        this.listener = listener;
    }

    /**
     * Runs to the end and returns every request, in order of schedule.
     *
     * @throws LoadException when the thread is interrupted
     */
    List<Exchange> run(int connections) {
        startNs = System.nanoTime();
        int joined = 0;
        leading.lock();
        try {
            mostThreads = connections;
            addThread();
        } finally {
            leading.unlock();
        }
        try {
            for (Thread thread = thread(0); thread != null; thread = thread(++joined)) {
                thread.join();
            }
        } catch (InterruptedException e) {
            stopped = true;
            interruptAll();
            Thread.currentThread().interrupt();
            throw new LoadException("the load was interrupted", e);
        }
        exchanges.sort(Comparator.comparingLong(Exchange::scheduledNs));
        return List.copyOf(exchanges);
    }

    private void addThread() {
        Thread thread = new Thread(this::serve, "narrows-load-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /* Only threads of the run start others, so when all that there are have ended, there will be no more. */
    private @Nullable Thread thread(int index) {
        leading.lock();
        try {
            return index < threads.size() ? threads.get(index) : null;
        } finally {
            leading.unlock();
        }
    }

    private void interruptAll() {
        leading.lock();
        try {
            threads.forEach(Thread::interrupt);
        } finally {
            leading.unlock();
        }
    }

    long startNs() {
        return startNs;
    }

    private void serve() {
        List<Exchange> mine = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(target)) {
            for (Due due = next(); due != null; due = next()) {
                mine.add(send(connection, due));
            }
        }
        synchronized (exchanges) {
            exchanges.addAll(mine);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed from the leader to itself, never compared
    private record Due(long scheduledNs, long offsetNs, long traceIdLow, byte[] body, boolean waited) {}

    private @Nullable Due next() {
        leading.lock();
        try {
            if (ended || stopped) {
                return null;
            }
            long elapsedNs = System.nanoTime() - startNs;
            long offsetNs = arrivals.nextNs(elapsedNs);
            if (offsetNs == Arrivals.END) {
                ended = true;
                return null;
            }
            if (threads.size() < mostThreads && !leading.hasQueuedThreads()) {
                addThread();
            }
            byte[] body = workload.next();
            long scheduledNs = startNs + offsetNs;
            boolean waited = offsetNs < elapsedNs;
            for (long leftNs = scheduledNs - System.nanoTime();
                    leftNs > 0 && !stopped;
                    leftNs = scheduledNs - System.nanoTime()) {
                LockSupport.parkNanos(this, leftNs);
            }
            listener.progress(Math.min(offsetNs, arrivals.durationNs()), arrivals.durationNs());
            return new Due(scheduledNs, offsetNs, ++sequence, body, waited);
        } finally {
            leading.unlock();
        }
    }

    private Exchange send(HttpConnection connection, Due due) {
        long sentNs = System.nanoTime();
        long deadlineNs = due.scheduledNs + timeout.toNanos();
        long traceIdHigh = traceIdHighAt.applyAsLong(due.offsetNs);
        int status = 0;
        Outcome outcome;
        if (deadlineNs - sentNs <= 0) {
            outcome = Outcome.TIMEOUT;
        } else {
            try {
                status = connection.exchange(due.body, traceIdHigh, due.traceIdLow, deadlineNs);
                outcome = status == 200 ? Outcome.ANSWERED : Outcome.STATUS;
            } catch (ConnectException | NoRouteToHostException | UnknownHostException e) {
                outcome = Outcome.REFUSED;
            } catch (SocketTimeoutException e) {
                outcome = Outcome.TIMEOUT;
            } catch (HttpConnection.MalformedResponseException e) {
                outcome = Outcome.MALFORMED;
            } catch (IOException e) {
                outcome = Outcome.RESET;
            }
        }
        return new Exchange(
                due.scheduledNs, sentNs, System.nanoTime(), outcome, status, traceIdHigh, due.traceIdLow, due.waited);
    }
}
