package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each detector finds what it is there for in a run that has it, and is silent in one that lacks just that. */
class DetectorsTest {

    private static final int REQUESTS = 1_200;

    private static List<String> found(double perS, int workers, java.util.function.Consumer<MadeUpRun.Request> make) {
        return new MadeUpRun(workers)
                .requests(REQUESTS, perS, (run, request) -> make.accept(request))
                .ids();
    }

    private static void first(String id, List<String> ids) {
        assertFalse(ids.isEmpty(), "nothing was found");
        assertEquals(id, ids.get(0), ids::toString);
    }

    @Test
    void balancedStagesAreNoFinding() {
        assertEquals(List.of(), found(50, 1, r -> r.in("SERVING read", 2)
                .in("DATA features", 2)
                .in("COMPUTE forward", 2)
                .in("SERVING write", 2)));
    }

    @Test
    void dominatingStage() {
        first("stage-time", found(50, 1, r -> r.in("SERVING lookup", 8).in("COMPUTE forward", 2)));
    }

    @Test
    void sideWorkBeforeTheStageThatDoesIt() {
        List<String> ids = found(50, 1, r -> r.in("DATA tokenize", 6).in("COMPUTE forward", 3));
        assertEquals(List.of("tokenize-heavy", "stage-time"), ids);
        first("serialization-heavy", found(50, 1, r -> r.in("COMPUTE forward", 4)
                .in("SERVING encode", 5)));
        first("data-starvation", found(50, 1, r -> r.in("DATA shard.load", 5).in("COMPUTE forward", 3)));
        assertEquals(List.of(), found(50, 1, r -> r.in("DATA tokenize", 1)
                .in("SERVING lookup", 4)
                .in("COMPUTE forward", 4)
                .in("SERVING encode", 1)));
    }

    @Test
    void timeThatFollowsTheBytes() {
        first("large-payload", found(50, 1, r -> bytes(r, 1_000_000)));
        assertFalse(found(50, 1, r -> bytes(r, 10_000)).contains("large-payload"));
    }

    private static void bytes(MadeUpRun.Request request, int most) {
        long bytes = 1 + request.random().nextInt(most);
        request.attribute("request.bytes", bytes)
                .exactly("SERVING read", 10.0 * bytes / most)
                .in("COMPUTE forward", 2)
                .in("SERVING write", 1);
    }

    @Test
    void compressionThatIsRepeated() {
        first("compression-repeated", found(50, 1, r -> r.in("SERVING gunzip", 3)
                .in("SERVING gzip", 3)
                .in("SERVING gunzip", 3)
                .in("COMPUTE forward", 4)));
        assertEquals(List.of(), found(50, 1, r -> r.in("SERVING gunzip", 3)
                .in("SERVING lookup", 3)
                .in("COMPUTE forward", 3)));
    }

    @Test
    void inputsThatRepeat() {
        assertEquals("duplicate-work", found(50, 1, r -> repeated(r, 0)).get(0));
        assertFalse(found(50, 1, r -> repeated(r, 1)).contains("duplicate-work"), "served by a cache");
    }

    private static void repeated(MadeUpRun.Request request, long cache) {
        request.attribute("input.hash", 5 + request.random().nextInt(30))
                .attribute("cache", cache)
                .in("SERVING read", 1)
                .in("COMPUTE forward", 6);
    }

    @Test
    void shardThatIsSlow() {
        first("shard-skew", found(50, 1, r -> shard(r, 15)));
        assertFalse(found(50, 1, r -> shard(r, 3)).contains("shard-skew"));
    }

    private static void shard(MadeUpRun.Request request, double slowMs) {
        long shard = request.random().nextInt(4);
        request.attribute("shard", shard)
                .in("SERVING read", 2)
                .in("SERVING lookup", shard == 2 ? slowMs : 3)
                .in("COMPUTE forward", 3);
    }

    @Test
    void modelThatWaitsForItsData() {
        MadeUpRun run = new MadeUpRun(1).requests(REQUESTS, 50, (all, r) -> batch(r, 8_000_000, 0));
        Finding finding = run.diagnosis(null).findings().get(0);
        assertEquals("input-bound", finding.id());
        assertEquals("decode", finding.stage());
        assertTrue(finding.title().contains("mostly for decode"), finding.title());
        assertTrue(finding.evidence().contains("100.0 % of the wait is work on the data"), finding.evidence());
        Finding.Prediction predicted = finding.predicted();
        // 8 of 20 ms are lost: without them 1 / 0.6 times as many.
        assertEquals(100 * 0.4 / 0.6, predicted.changePercent(), 8);
        assertEquals("throughputPerS", predicted.metric());
        assertEquals(50, predicted.before(), 3);
        assertTrue(predicted.lo() < predicted.changePercent() && predicted.hi() > predicted.changePercent());

        assertFalse(found(50, 1, r -> batch(r, 300_000, 0)).contains("input-bound"), "waits 1.5 % of the time");
        assertFalse(found(50, 1, r -> batch(r, 8_000_000, 8_000_000)).contains("input-bound"), "a cold start");
        assertFalse(
                found(50, 1, r -> r.in("DATA decode", 5).in("COMPUTE forward", 3))
                        .contains("input-bound"),
                "no loader");
    }

    @Test
    void batchesThatBeganEarlyAndCameLateDoNotMakeItUncertain() {
        int block = REQUESTS / 20;
        Finding finding = new MadeUpRun(1)
                        .requests(REQUESTS, 50, (all, r) -> {
                            // The last batch of every other block was begun long before the others that were there
                            // before it.
                            boolean slow = r.number() / block % 2 == 0 && r.number() % block == block - 1;
                            r.attribute("data.wait_ns", 8_000_000)
                                    .attribute("data.wait.cpu_ns", 8_000_000)
                                    .exactly("DATA decode", slow ? 300 : 5)
                                    .exactly("COMPUTE forward", 6);
                        })
                        .diagnosis(null)
                        .findings()
                        .stream()
                        .filter(one -> one.id().equals("input-bound"))
                        .findFirst()
                        .orElseThrow();
        Finding.Prediction predicted = finding.predicted();
        assertEquals(100 * 0.4 / 0.6, predicted.changePercent(), 8);
        Finding.Prediction even = new MadeUpRun(1)
                .requests(REQUESTS, 50, (all, r) -> r.attribute("data.wait_ns", 8_000_000)
                        .attribute("data.wait.cpu_ns", 8_000_000)
                        .exactly("DATA decode", 5)
                        .exactly("COMPUTE forward", 6))
                .diagnosis(null)
                .findings()
                .get(0)
                .predicted();
        assertTrue(predicted.hi() - predicted.lo() < 1.5 * (even.hi() - even.lo()), predicted + " and " + even);
    }

    @Test
    void eachLoaderIsJudgedByItself() {
        Finding finding = new MadeUpRun(1)
                        .requests(
                                REQUESTS,
                                50,
                                (all, r) -> batch(
                                        r.attribute("data.loader", 1 + r.number() % 2),
                                        r.number() % 2 == 0 ? 8_000_000 : 4_000_000,
                                        0))
                        .diagnosis(null)
                        .findings()
                        .stream()
                        .filter(one -> one.id().equals("input-bound"))
                        .findFirst()
                        .orElseThrow();
        // 8 of the 40 ms between two batches of the first loader.
        assertTrue(finding.title().startsWith("One of 2 consumers waits for data "), finding.title());
        assertEquals(100 * 0.2 / 0.8, finding.predicted().changePercent(), 3);
        assertEquals(25, finding.predicted().before(), 2);
    }

    private static void batch(MadeUpRun.Request request, long waitNs, long coldNs) {
        request.attribute("data.wait_ns", waitNs)
                .attribute("data.wait.cold_start_ns", coldNs)
                .attribute("data.wait.cpu_ns", waitNs - coldNs)
                .in("DATA read", 1)
                .in("DATA decode", 5)
                .in("DATA handover", 0.1)
                .in("COMPUTE forward", 6);
    }

    @Test
    void dataThatIsReadyAheadWaitsByDesign() {
        List<String> ids = found(55, 1, r -> r.attribute("data.wait_ns", 0)
                .in("DATA read", 1)
                .in("DATA decode", 2)
                .queue("DATA wait.out")
                .in("COMPUTE forward", 15)
                .release());
        assertEquals(List.of("stage-time"), ids, "the model is the narrow place, its queue is not");
    }

    @Test
    void shapesThatAreCold() {
        first("cold-shape", found(50, 1, r -> r.attribute("shape", r.number() / 12)
                .in("SERVING read", 3)
                .in("COMPUTE forward", r.number() % 12 == 0 ? 40 : 3)
                .in("SERVING write", 3)));
    }

    @Test
    void serviceThatIsReadyBeforeItIsWarm() {
        List<String> cold = found(50, 1, r -> balanced(r, r.number() < 120 ? 6 : 1));
        assertEquals(List.of("cold-start"), cold);
        assertEquals(List.of(), found(50, 1, r -> balanced(r, r.number() < 120 ? 1.3 : 1)), "hardly slower");
    }

    private static void balanced(MadeUpRun.Request request, double times) {
        request.in("SERVING read", 2 * times)
                .in("DATA features", 2 * times)
                .in("COMPUTE forward", 2 * times)
                .in("SERVING write", 2 * times);
    }

    @Test
    void lockThatLetsOneInAtATime() {
        List<String> ids = found(120, 1, r -> r.in("SERVING read", 1)
                .gapUntilFree()
                .in("SERVING update", 6)
                .release()
                .in("COMPUTE forward", 2));
        first("lock", ids);
        assertFalse(ids.contains("event-loop-blocked"), ids::toString);
        assertFalse(found(5, 1, r -> r.in("SERVING read", 1)
                        .gapUntilFree()
                        .in("SERVING update", 6)
                        .release()
                        .in("COMPUTE forward", 2))
                .contains("lock"));
    }

    @Test
    void eventLoopThatIsBlocked() {
        // The thread that accepts requests also audits every twentieth answer.
        List<String> ids = found(60, 1, r -> blocking(r, 80));
        first("event-loop-blocked", ids);
        assertFalse(ids.contains("lock"), ids::toString);
        assertFalse(found(60, 1, r -> blocking(r, 0.1)).contains("event-loop-blocked"));
    }

    private static void blocking(MadeUpRun.Request request, double auditMs) {
        boolean audited = request.number() % 20 == 7;
        request.gapUntilFree().in("SERVING accept", 0.2);
        if (!audited) {
            request.release();
        }
        request.exactly("SERVING queue", 0.3).in("COMPUTE forward", 2);
        if (audited) {
            request.exactly("SERVING loop.wait", 0.1)
                    .in("SERVING audit", auditMs)
                    .release();
        }
    }

    @Test
    void windowThatIsTooLong() {
        first("batch-window-long", windows(20, 4).ids());
        assertFalse(windows(0, 4).ids().contains("batch-window-long"));
    }

    /** Batches that are cut after a time, however many have come; two and a half on average. */
    private static MadeUpRun windows(double waitMs, double forwardMs) {
        return new MadeUpRun(1).windows(REQUESTS, 60, waitMs, 16, n -> forwardMs);
    }

    @Test
    void batchesThatAreTooSmall() {
        first(
                "batch-window-short",
                new MadeUpRun(1).windows(REQUESTS, 120, 0, 2, n -> 12 + 0.5 * n).ids());
        assertFalse(new MadeUpRun(1)
                .windows(REQUESTS, 120, 0, 2, n -> 1 + 6 * n)
                .ids()
                .contains("batch-window-short"));
    }

    @Test
    void workersThatAreTooFew() {
        first(
                "too-few-workers",
                new MadeUpRun(1)
                        .requests(REQUESTS, 85, (run, r) -> served(r, 10))
                        .processors(0.2, 0.3, 0, 0)
                        .ids());
        List<String> busy = new MadeUpRun(1)
                .requests(REQUESTS, 85, (run, r) -> served(r, 10))
                .processors(0.9, 1.95, 0, 0)
                .ids();
        first("queue-saturated", busy);
        assertFalse(busy.contains("too-few-workers"), busy::toString);
    }

    private static void served(MadeUpRun.Request request, double ms) {
        request.in("SERVING read", 1)
                .queue("SERVING queue")
                .in("COMPUTE forward", ms)
                .release()
                .in("SERVING write", 1);
    }

    @Test
    void fewThatHoldUpMany() {
        first(
                "head-of-line",
                new MadeUpRun(1)
                        .requests(REQUESTS, 100, (run, r) -> served(r, r.number() % 150 == 70 ? 200 : 2))
                        .processors(0.2, 0.3, 0, 0)
                        .ids());
    }

    @Test
    void coresThatAreNotFree() {
        assertEquals("no-free-core", waiting(0.3, 2, 0.4, 0).get(0));
        assertEquals("throttled", waiting(0.3, 0.4, 0.4, 0.4).get(0));
        assertEquals(List.of(), waiting(0.3, 0.4, 0.001, 0));
    }

    private static List<String> waiting(double process, double host, double waits, double throttled) {
        return new MadeUpRun(1)
                .requests(REQUESTS, 60, (run, r) -> r.in("SERVING read", 4)
                        .in("COMPUTE forward", 4)
                        .in("SERVING write", 4))
                .processors(process, host, waits, throttled)
                .ids();
    }

    @Test
    void threadsThatTakeTheCoresFromEachOther() {
        // Ten at once that need 5 ms each on two cores: all end after 25 ms, of which they wait for 20.
        MadeUpRun run = new MadeUpRun(1).bursts(10).requests(REQUESTS, 40, (made, r) -> r.in("SERVING read", 1)
                .in("COMPUTE forward", 25));
        first("too-many-workers", run.processors(0.3, 0.4, 0.8, 0).ids());
    }

    @Test
    void collectionsThatHoldUp() {
        MadeUpRun run = new MadeUpRun(1).requests(REQUESTS, 50, (made, r) -> r.in("SERVING read", 3)
                .in("COMPUTE forward", r.number() % 30 == 0 ? 60 : 3)
                .in("SERVING write", 3));
        first("gc", run.collections(30).ids());
    }

    @Test
    void batchesThatPad() {
        MadeUpRun.Forward byTokens = new MadeUpRun.Forward() {
            @Override
            public long tokens(SplittableRandom random) {
                return random.nextInt(10) == 0 ? 300 : 20;
            }

            @Override
            public double ms(int members, long computed) {
                return 1 + 0.01 * computed;
            }
        };
        first(
                "padding-waste",
                new MadeUpRun(1).batches(200, 4, 60, true, byTokens).ids());
    }

    @Test
    void batchesThatDoNotPay() {
        first(
                "forward-not-scaling",
                new MadeUpRun(1)
                        .batches(200, 4, 60, false, (n, computed) -> 3 * n)
                        .ids());
        assertFalse(new MadeUpRun(1)
                .batches(200, 4, 60, false, (n, computed) -> 6 + 0.3 * n)
                .ids()
                .contains("forward-not-scaling"));
    }

    @Test
    void timeInNoStage() {
        first("unaccounted", found(50, 1, r -> r.in("SERVING read", 2).gap(5).in("COMPUTE forward", 3)));
    }

    @Test
    void noRunMakesADetectorFail() {
        List<LogDocument> documents =
                new MadeUpRun(1).requests(40, 50, (run, r) -> served(r, 5)).documents();
        assertTrue(new MadeUpRun(1).ids().isEmpty());
        for (int length = 0; length < documents.size(); length++) {
            List<LogDocument> cut = documents.subList(0, length);
            List<LogDocument> headless = cut.stream()
                    .filter(document -> document instanceof TraceDocument)
                    .toList();
            Diagnoser.diagnose(cut, io.narrows.analysis.AnalysisOptions.allTraces());
            Diagnoser.diagnose(headless, io.narrows.analysis.AnalysisOptions.allTraces());
        }
    }
}
