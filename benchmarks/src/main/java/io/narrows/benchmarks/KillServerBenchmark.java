package io.narrows.benchmarks;

import io.narrows.experiment.Exchange;
import io.narrows.experiment.ServerProcess;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Does kill -9 under load lose the record of a request that was answered? Rounds of start, load, kill. */
final class KillServerBenchmark implements Benchmark {
    private static final long SETTLED_NS = 100_000_000;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        int rounds = bench.quick() ? 5 : 50;
        long settled = 0;
        long lost = 0;
        long late = 0;
        long lateLost = 0;
        for (int number = 1; number <= rounds; number++) {
            Rounds.Round round = Rounds.play(bench, number, ServerProcess::kill);
            Set<String> logged = logged(RunDirectory.open(round.run()));
            long here = 0;
            for (Exchange e : round.exchanges()) {
                if (!e.answered()) {
                    continue;
                }
                boolean missing = !logged.contains(id(e.traceIdHigh(), e.traceIdLow()));
                if (e.doneNs() < round.endedNs() - SETTLED_NS) {
                    settled++;
                    here += missing ? 1 : 0;
                } else {
                    late++;
                    lateLost += missing ? 1 : 0;
                }
            }
            lost += here;
            bench.say(String.format(Locale.ROOT, "round %d of %d: %d lost", number, rounds, here));
            Bench.delete(round.run());
        }
        return List.of(
                Row.exactly(
                        "answered more than 100 ms before the kill, not in the log", lost, "", 0, rounds + " rounds"),
                Row.some("answered more than 100 ms before the kill", settled, ""),
                Row.count("answered later, not in the log", lateLost, "", "of " + late));
    }

    private static Set<String> logged(RunDirectory run) {
        Set<String> ids = new HashSet<>();
        try (LogReader log = LogReader.open(run)) {
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                if (document instanceof TraceDocument trace) {
                    ids.add(id(trace.traceIdHigh(), trace.traceIdLow()));
                }
            }
        }
        return ids;
    }

    private static String id(long high, long low) {
        return high + "-" + low;
    }
}
