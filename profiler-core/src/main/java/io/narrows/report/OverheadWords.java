package io.narrows.report;

import io.narrows.analysis.Losses;
import io.narrows.analysis.Overhead;
import io.narrows.analysis.RunAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What recording cost and lost, in sentences that every report shows. */
final class OverheadWords {

    private OverheadWords() {}

    /** Time spent recording within requests. */
    static String recording(RunAnalysis run) {
        Overhead overhead = run.overhead();
        if (overhead == null) {
            return "not known: the log has no end and no measurement of its cost";
        }
        Double share = shareOfMean(run);
        Double events = overhead.eventsPerTrace();
        if (share == null || events == null) {
            return String.format(Locale.ROOT, "%.0f ns an event", overhead.nsPerEvent());
        }
        return String.format(
                Locale.ROOT,
                "%.3f %% of the mean latency: %.1f events per request at %.0f ns",
                share * 100,
                events,
                overhead.nsPerEvent());
    }

    /** Null where a report shows no latency that it would be a share of. */
    private static @Nullable Double shareOfMean(RunAnalysis run) {
        Overhead overhead = run.overhead();
        return overhead == null || (run.latency() == null && !run.histogramsOnly()) ? null : overhead.shareOfMean();
    }

    /** Processor time; empty where the log does not say. */
    static String processor(@Nullable Overhead overhead) {
        Overhead.Processor processor = overhead == null ? null : overhead.processor();
        if (processor == null) {
            return "";
        }
        Double ofAll = processor.shareOfProcessors();
        Double ofProcess = processor.shareOfProcess();
        double own = processor.ownS();
        return (ofAll == null
                        ? Format.number(own) + " s"
                        : small(ofAll) + " of the " + processor.processors() + " processors")
                + (ofProcess == null ? "" : ", " + small(ofProcess) + " of what the process used")
                + (own <= 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " (%.0f %% records, %.0f %% log writer, %.0f %% samplers)",
                                100 * processor.recordsS() / own,
                                100 * processor.drainerS() / own,
                                100 * processor.lanesS() / own));
    }

    /** Both in few words; empty where neither is known. */
    static String brief(RunAnalysis run) {
        List<String> parts = new ArrayList<>();
        Overhead overhead = run.overhead();
        Double ofMean = shareOfMean(run);
        Overhead.Processor processor = overhead == null ? null : overhead.processor();
        Double ofProcessors = processor == null ? null : processor.shareOfProcessors();
        if (ofMean != null) {
            parts.add(String.format(Locale.ROOT, "%.3f %% of the mean latency", ofMean * 100));
        }
        if (ofProcessors != null) {
            parts.add(small(ofProcessors) + " of the processors");
        }
        return String.join(", ", parts);
    }

    private static String small(double part) {
        return String.format(Locale.ROOT, "%.2f %%", part * 100);
    }

    /** What the log takes on disk, and what its limit removed; empty where the log does not say. */
    static String log(@Nullable Overhead overhead, Losses losses) {
        List<String> parts = new ArrayList<>();
        Long bytes = overhead == null ? null : overhead.logBytes();
        Double perTrace = overhead == null ? null : overhead.bytesPerTrace();
        if (bytes != null) {
            parts.add(Format.bytes(bytes) + " on disk"
                    + (perTrace == null ? "" : ", " + Format.number(perTrace) + " bytes per trace kept"));
        }
        if (losses.removedFiles() > 0) {
            parts.add(Format.count(losses.removedFiles()) + (losses.removedFiles() == 1 ? " file" : " files") + " of "
                    + Format.bytes((double) losses.removedBytes())
                    + " removed to stay under the limit on disk, so the run's beginning is missing");
        }
        return String.join("; ", parts);
    }

    /** Steps of the budget; empty where there were none. */
    static String budget(@Nullable Overhead overhead) {
        Overhead.Budget budget = overhead == null ? null : overhead.budget();
        if (budget == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%s against a budget of %s; kept least from %.1f s on: %s",
                Format.count(budget.steps()) + (budget.steps() == 1 ? " step" : " steps"),
                Format.percent(budget.limit()),
                budget.worst().atS(),
                keeps(budget.worst()));
    }

    /** One step. */
    static String step(Overhead.Step step) {
        return String.format(
                Locale.ROOT, "%.1f s: %s, after %s of the processors", step.atS(), keeps(step), small(step.share()));
    }

    private static String keeps(Overhead.Step step) {
        return switch (step.level()) {
            case "HISTOGRAMS" -> "histograms only";
            case "FULL" -> step.oneIn() == 1 ? "every request" : "one in " + step.oneIn() + ", as configured";
            default -> "one in " + step.oneIn();
        };
    }

    static String loss(Losses losses) {
        boolean nothing = !losses.any()
                && losses.abandonedTraces() == 0
                && losses.misuses() == 0
                && losses.listenerFailures() == 0;
        if (nothing) {
            return "nothing";
        }
        return Format.count(losses.droppedRecords()) + " records dropped, " + Format.count(losses.incompleteTraces())
                + " traces incomplete, " + Format.count(losses.abandonedTraces()) + " abandoned, "
                + Format.count(losses.lostDocuments()) + " documents lost, " + Format.count(losses.misuses())
                + " misuses"
                + (losses.listenerFailures() == 0
                        ? ""
                        : ", " + Format.count(losses.listenerFailures()) + " calls of listeners failed");
    }
}
