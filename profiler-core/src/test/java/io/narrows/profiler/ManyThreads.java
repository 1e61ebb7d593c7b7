package io.narrows.profiler;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Short-lived threads that begin one trace each; what becomes of it depends on the number of the thread. */
final class ManyThreads {
    private ManyThreads() {}

    /** What they did. */
    record Counts(long begun, long endedTwice, long neverEnded) {}

    /**
     * Runs them.
     *
     * @param threads how many in all
     * @param atOnce how many live at a time
     * @param factory makes them
     */
    static Counts run(Profiler profiler, int threads, int atOnce, ThreadFactory factory) throws InterruptedException {
        Stage read = profiler.stage("read", Segment.SERVING);
        Kind kind = profiler.kind("infer");
        Queue<Trace> handedOver = new ConcurrentLinkedQueue<>();
        AtomicLong endedTwice = new AtomicLong();
        AtomicLong neverEnded = new AtomicLong();
        ArrayDeque<Thread> living = new ArrayDeque<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = factory.newThread(() -> {
                Trace ofAnother = handedOver.poll();
                Trace mine = profiler.begin(kind);
                mine.enter(read);
                if (ofAnother != null) {
                    ofAnother.end();
                }
                switch (number % 8) {
                    case 0 -> neverEnded.incrementAndGet();
                    case 1 -> {
                        mine.end();
                        mine.end();
                        endedTwice.incrementAndGet();
                    }
                    case 2, 3, 4 -> handedOver.add(mine);
                    default -> mine.end();
                }
            });
            thread.start();
            living.add(thread);
            if (living.size() == atOnce) {
                living.remove().join();
            }
        }
        for (Thread thread : living) {
            thread.join();
        }
        handedOver.forEach(Trace::end);
        return new Counts(threads, endedTwice.get(), neverEnded.get());
    }
}
