package io.narrows.diagnosis;

import io.narrows.analysis.Overhead;
import java.util.Locale;
import java.util.function.Consumer;

/** The profiler had to keep less to stay in its budget. */
final class OverBudget implements Detector {

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Overhead overhead = evidence.analysis().overhead();
        Overhead.Budget budget = overhead == null ? null : overhead.budget();
        if (budget == null) {
            return;
        }
        Overhead.Step worst = budget.worst();
        boolean histograms = worst.level().equals("HISTOGRAMS");
        into.accept(Draft.note(
                Draft.Urgency.NOTE,
                "profiler-over-budget",
                null,
                "Recording cost more than its budget of " + budget(budget.limit())
                        + (histograms
                                ? " and for a time kept no request whole"
                                : " and for a time kept one of " + worst.oneIn() + " ordinary requests"),
                Words.percent(worst.share()) + " of the processors before the step "
                        + String.format(Locale.ROOT, "%.1f s", worst.atS()) + " after the start; "
                        + Words.times(budget.steps(), "step", "steps") + " in all",
                "Time fewer or longer stages, or give the profiler more: `ProfilerConfig.builder(...).budget(...)` "
                        + "(reference server: `profiling.budget`)."));
    }

    /** Budgets are small numbers; 0.0 % would be none. */
    private static String budget(double part) {
        return part < 0.001 ? String.format(Locale.ROOT, "%.3f %%", part * 100) : Words.percent(part);
    }
}
