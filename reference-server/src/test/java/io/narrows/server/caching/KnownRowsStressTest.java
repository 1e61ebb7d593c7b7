package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many requests for few texts from many threads, on a model that fails, leaves texts out and refuses. */
@Timeout(120)
class KnownRowsStressTest {
    private static final int TEXTS = 40;
    private static final int THREADS = 8;
    private static final int REQUESTS = 3_000;

    private final ExecutorService model = Executors.newFixedThreadPool(3);
    private final ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    private final ConcurrentHashMap<Long, AtomicInteger> inModel = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, AtomicInteger> computed = new ConcurrentHashMap<>();
    private final AtomicReference<String> wrong = new AtomicReference<>("");
    private int unlucky;

    @AfterEach
    void stop() throws InterruptedException {
        clients.shutdownNow();
        model.shutdownNow();
        assertTrue(model.awaitTermination(30, TimeUnit.SECONDS));
    }

    private static boolean by(int percent) {
        return ThreadLocalRandom.current().nextInt(100) < percent;
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            wrong.compareAndSet("", what);
        }
    }

    /** A request whose row for text n is {@code [n, n]}. */
    private final class Client implements Caller {
        final CompletableFuture<String> outcome = new CompletableFuture<>();
        final List<Tokens> texts = new ArrayList<>();
        final boolean leaves = by(unlucky);
        private final Lookup lookup;

        Client(KnownRows known, Random random) {
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                texts.add(new Tokens(new long[] {random.nextInt(TEXTS)}));
            }
            lookup = known.lookup(Request.MODEL, texts, this);
        }

        void start() {
            float[][] all = lookup.known();
            if (all == null) {
                lookup.start();
            } else {
                answered(all);
            }
        }

        @Override
        public boolean gone() {
            return leaves;
        }

        @Override
        public boolean run(List<Tokens> asked) {
            if (by(unlucky)) {
                return false;
            }
            model.execute(() -> compute(asked));
            return true;
        }

        private void compute(List<Tokens> asked) {
            if (lookup.unwanted() || by(unlucky)) {
                lookup.abandoned();
                end("abandoned");
                return;
            }
            float[][] rows = new float[asked.size()][];
            for (int i = 0; i < rows.length; i++) {
                long id = asked.get(i).ids()[0];
                AtomicInteger running = inModel.computeIfAbsent(id, key -> new AtomicInteger());
                check(running.incrementAndGet() == 1, "text " + id + " is computed twice at once");
                rows[i] = new float[] {id, id};
            }
            boolean fails = by(unlucky);
            for (Tokens text : asked) {
                long id = text.ids()[0];
                if (!fails) {
                    computed.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
                }
                inModel.get(id).decrementAndGet();
            }
            lookup.ended();
            if (fails) {
                lookup.failed(new IllegalStateException("no"));
            } else {
                lookup.computed(rows);
            }
        }

        @Override
        public void waiting() {
            if (by(unlucky)) {
                model.execute(this::leave);
            }
        }

        private void leave() {
            if (lookup.leave()) {
                end("left");
            }
        }

        @Override
        public void ready() {}

        @Override
        public void answered(float[][] rows) {
            check(rows.length == texts.size(), "rows are missing");
            for (int i = 0; i < rows.length; i++) {
                long id = texts.get(i).ids()[0];
                check(rows[i][0] == id && rows[i][1] == id, "a row of another text, or one that somebody changed");
            }
            for (float[] row : rows) {
                row[0] = -1; // its own: nobody else sees that
            }
            end("answered");
        }

        @Override
        public void broken(Throwable cause) {
            end("broken");
        }

        @Override
        public void refused() {
            end("refused");
        }

        private void end(String how) {
            check(outcome.complete(how), "a request ended twice");
        }
    }

    private List<String> outcomes(KnownRows known) throws Exception {
        List<CompletableFuture<List<Client>>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(thread);
            running.add(CompletableFuture.supplyAsync(
                    () -> {
                        List<Client> mine = new ArrayList<>();
                        for (int i = 0; i < REQUESTS; i++) {
                            Client client = new Client(known, random);
                            client.start();
                            mine.add(client);
                        }
                        return mine;
                    },
                    clients));
        }
        List<String> outcomes = new ArrayList<>();
        for (CompletableFuture<List<Client>> thread : running) {
            for (Client client : thread.get(60, TimeUnit.SECONDS)) {
                outcomes.add(client.outcome.get(60, TimeUnit.SECONDS));
            }
        }
        assertEquals("", wrong.get());
        assertEquals(0, known.inFlight());
        assertEquals(0, known.waiting());
        return outcomes;
    }

    @Test
    void whatIsKeptIsComputedOnceWhoeverAsks() throws Exception {
        RowCache cache = new RowCache(1 << 20, Duration.ZERO, System::nanoTime, RowObserver.NONE);
        List<String> outcomes = outcomes(new KnownRows(cache, null, true, RowObserver.NONE));
        assertTrue(outcomes.stream().allMatch("answered"::equals));
        assertEquals(TEXTS, computed.size());
        computed.forEach((text, times) -> assertEquals(1, times.get(), "text " + text));
    }

    @Test
    void everyRequestEndsOnceWhateverHappensToTheOthers() throws Exception {
        unlucky = 10;
        RowCache cache = new RowCache(
                TEXTS / 4 * (RowCache.OVERHEAD_BYTES + 16L), Duration.ZERO, System::nanoTime, RowObserver.NONE);
        List<String> outcomes = outcomes(new KnownRows(cache, null, true, RowObserver.NONE));
        assertEquals(THREADS * REQUESTS, outcomes.size());
        for (String how : List.of("answered", "broken", "abandoned", "refused", "left")) {
            assertTrue(outcomes.contains(how), "none was " + how);
        }
        assertTrue(cache.entries() <= TEXTS / 4, "bounded");
    }

    @Test
    void coalescingAloneComputesATextNeverTwiceAtOnce() throws Exception {
        unlucky = 10;
        outcomes(new KnownRows(null, null, true, RowObserver.NONE));
    }
}
