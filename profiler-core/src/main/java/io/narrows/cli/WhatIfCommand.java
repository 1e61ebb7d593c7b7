package io.narrows.cli;

import io.narrows.log.LogDocument;
import io.narrows.log.LogException;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.whatif.Change;
import io.narrows.whatif.ModelRecorder;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.WhatIf;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows whatif}: replays a run with something changed. */
@Command(
        name = "whatif",
        description = {
            "Replays a recorded run through its queues with something changed, and says what it would have been.",
            "Changes may be put together. Without one it says which stations were found and how well the replay does."
        },
        footer = {"", "Exit code 3 where the run cannot be replayed; the reason is printed."})
public final class WhatIfCommand implements Callable<Integer>, CommandProvider {

    /** How a prediction is written. */
    enum OutputFormat {
        text,
        json
    }

    /** A stage and by how much faster it is. */
    static final class FasterStage {
        @Option(names = "--stage", required = true, paramLabel = "NAME", description = "Stage that is to be faster ...")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String stage;

        @Option(
                names = "--faster",
                required = true,
                paramLabel = "PERCENT",
                description = "... by so many percent; negative for slower. The pair may be given for several stages.")
        private double percent;
    }

    @Parameters(paramLabel = "RUN", description = "Run directory, or a `latest` link to one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<FasterStage> faster = new ArrayList<>();

    @Option(names = "--workers", paramLabel = "N", description = "Workers of the station.")
    private @Nullable Integer workers;

    @Option(names = "--max-batch", paramLabel = "N", description = "Most requests in a batch of the station.")
    private @Nullable Integer maxBatch;

    @Option(names = "--max-wait", paramLabel = "MS", description = "Longest wait for a batch of the station to fill.")
    private @Nullable Double maxWaitMs;

    @Option(
            names = "--station",
            paramLabel = "NAME",
            description = "Queue stage of the station meant by these three; the one most waited for where not given.")
    private String station = "";

    @Option(
            names = "--rate",
            paramLabel = "PERCENT",
            description = "More requests by so many percent; negative: fewer.")
    private @Nullable Double rate;

    @Option(names = "--cache-hits", paramLabel = "PERCENT", description = "Part of the requests that a cache answers.")
    private @Nullable Double cacheHits;

    @Option(
            names = "--cache",
            paramLabel = "ENTRIES",
            description = "A cache of so many results by `input.hash`; 0 for all.")
    private @Nullable Integer cache;

    @Option(names = "--coalesce", description = "Equal inputs at one time, by `input.hash`, are computed once.")
    private boolean coalesce;

    @Option(names = "--no-padding", description = "Batches compute no padding.")
    private boolean noPadding;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}; text where not given.")
    private OutputFormat format = OutputFormat.text;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For the service loader. */
    public WhatIfCommand() {}

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        Change[] changes = changes();
        WhatIf whatIf = read(RunDirectory.open(directory));
        Prediction prediction = null;
        if (whatIf.predicts() && changes.length > 0) {
            try {
                prediction = whatIf.predict(changes);
            } catch (IllegalArgumentException e) {
                throw CommandException.usage(Failure.oneLine(e.getMessage()));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                format == OutputFormat.json
                        ? WhatIfJson.render(whatIf, prediction)
                        : WhatIfText.render(whatIf, prediction));
        out.flush();
        if (!whatIf.predicts()) {
            throw new CommandException(ExitCode.CANNOT_DECIDE, whatIf.reason());
        }
        return ExitCode.HOLDS;
    }

    private Change[] changes() {
        List<Change> changes = new ArrayList<>();
        try {
            for (FasterStage one : faster) {
                changes.add(new Change.Faster(one.stage, one.percent));
            }
            if (workers != null) {
                changes.add(new Change.Workers(station, workers));
            }
            if (maxBatch != null) {
                changes.add(new Change.MaxBatch(station, maxBatch));
            }
            if (maxWaitMs != null) {
                changes.add(new Change.MaxWait(station, Math.round(maxWaitMs * 1e6)));
            }
            if (rate != null) {
                changes.add(new Change.Rate(rate));
            }
            if (cacheHits != null) {
                changes.add(new Change.CacheHits(cacheHits / 100));
            }
            if (cache != null) {
                changes.add(new Change.Cache(cache));
            }
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(Failure.oneLine(e.getMessage()));
        }
        if (coalesce) {
            changes.add(new Change.Coalesce());
        }
        if (noPadding) {
            changes.add(new Change.NoPadding());
        }
        if (!station.isEmpty() && workers == null && maxBatch == null && maxWaitMs == null) {
            throw CommandException.usage(
                    "--station is " + station + ", but says nothing without --workers, --max-batch or --max-wait");
        }
        return changes.toArray(Change[]::new);
    }

    private static WhatIf read(RunDirectory run) {
        ModelRecorder recorder = new ModelRecorder(LoadSession.options(run));
        try (LogReader log = LogReader.open(run)) {
            for (LogDocument document : log) {
                recorder.accept(document);
            }
        } catch (LogException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, Failure.oneLine(e.getMessage()), e);
        }
        return WhatIf.of(recorder.finish());
    }
}
