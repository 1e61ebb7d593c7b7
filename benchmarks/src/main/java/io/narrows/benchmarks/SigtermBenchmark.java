package io.narrows.benchmarks;

import io.narrows.experiment.Exchange;
import io.narrows.experiment.Outcome;
import io.narrows.experiment.ServerProcess;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import java.util.List;
import java.util.Locale;

/** Does SIGTERM under load lose anything? Rounds of start, load, SIGTERM. */
final class SigtermBenchmark implements Benchmark {
    /** A request sent this long before the signal has reached the server's process. */
    private static final long REACHED_NS = 5_000_000;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        int rounds = bench.quick() ? 5 : 100;
        long inFlight = 0;
        long lost = 0;
        long race = 0;
        long badExit = 0;
        long withoutFooter = 0;
        long crashesBefore = Rounds.crashFiles(bench.work());
        for (int number = 1; number <= rounds; number++) {
            Rounds.Round round = Rounds.play(bench, number, ServerProcess::terminate);
            long here = 0;
            for (Exchange e : round.exchanges()) {
                boolean open = e.sentNs() < round.endedNs() && e.doneNs() > round.endedNs();
                boolean reached = e.sentNs() < round.endedNs() - REACHED_NS;
                boolean sent = e.outcome() != Outcome.REFUSED;
                inFlight += open && reached ? 1 : 0;
                if (!e.answered() && sent && e.sentNs() < round.endedNs()) {
                    if (reached) {
                        here++;
                        bench.say(String.format(
                                Locale.ROOT,
                                "  %s, sent %.0f ms before the signal, ended %.0f ms after it",
                                e.outcome().text(),
                                (round.endedNs() - e.sentNs()) / 1e6,
                                (e.doneNs() - round.endedNs()) / 1e6));
                    } else {
                        race++;
                    }
                }
            }
            lost += here;
            badExit += round.exitCode() == 0 ? 0 : 1;
            withoutFooter += footer(RunDirectory.open(round.run())) ? 0 : 1;
            bench.say(String.format(
                    Locale.ROOT, "round %d of %d: exit code %d, %d lost", number, rounds, round.exitCode(), here));
            Bench.delete(round.run());
        }
        long crashes = Rounds.crashFiles(bench.work()) - crashesBefore;
        return List.of(
                Row.exactly("requests in flight at the signal that failed", lost, "", 0, rounds + " rounds"),
                Row.exactly("exit codes other than 0", badExit, "", 0, ""),
                Row.exactly("logs without a footer", withoutFooter, "", 0, ""),
                Row.exactly("crash files", crashes, "", 0, ""),
                Row.some(
                        "requests in flight at the signal",
                        inFlight,
                        "sent 5 ms before it or earlier, not yet answered"),
                Row.count(
                        "failed, sent in the last 5 ms",
                        race,
                        "",
                        "may not have reached the server before the signal did"));
    }

    private static boolean footer(RunDirectory run) {
        boolean found = false;
        try (LogReader log = LogReader.open(run)) {
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                found |= document instanceof RunFooter;
            }
        }
        return found;
    }
}
