package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.search.MixedPrecision;
import io.narrows.server.model.search.SearchResult;
import io.narrows.server.model.search.SensitivitySearch;
import io.narrows.server.model.search.SwitchedTrials;
import io.narrows.server.model.search.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows models search NAME}: which linear layers may be int8; the variant {@code mixed} uses what it finds. */
@Command(
        name = "search",
        description =
                "Find the fastest assignment of int8 and 32-bit floats to a model's linear layers that keeps its answers.")
final class ModelsSearchCommand implements Callable<Integer> {
    private static final int MOST_TEXTS = 256;
    private static final double NS_PER_MS = 1e6;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the model, for example minilm.")
    private String model = "";

    @Option(
            names = "--keep",
            paramLabel = "AGREEMENT",
            description = "Least rank agreement of the similarities with those of 32-bit floats, above 0, at most 1."
                    + " Default: ${DEFAULT-VALUE}.",
            defaultValue = "0.995")
    private double keep;

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "Texts to judge by, one a line, at least 40. Default: 338 that come with Narrows.")
    private @Nullable Path texts;

    @Option(
            names = "--batch",
            paramLabel = "TEXTS",
            description = "Texts of the forwards that are timed. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int batch;

    @Option(
            names = "--tokens",
            paramLabel = "TOKENS",
            description = "Tokens of each of these texts. Default: ${DEFAULT-VALUE}.",
            defaultValue = "16")
    private int tokens;

    @Option(
            names = "--threads",
            paramLabel = "THREADS",
            description = "Threads that share a forward, as model.intra-op-threads. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int threads;

    @Override
    public Integer call() {
        check();
        ModelCache cache = ModelCache.standard();
        Path file = cache.mixedPrecision();
        try (PrepareProgress progress = new PrepareProgress();
                SwitchedTrials trials = new SwitchedTrials(
                        texts == null ? Texts.builtIn() : Texts.of(texts), threads, batch, tokens, cache, progress)) {
            SearchResult result = SensitivitySearch.run(trials, keep, progress);
            print(result);
            if (result.chosen().assignment().size() == 0) {
                throw CommandException.notHolding(
                        "no assignment with int8 keeps an agreement of " + keep + ", nothing was written");
            }
            MixedPrecision.write(file, trials.modelHash(), result);
            out().println("kept in " + file + ", which the variant mixed uses");
            return ExitCode.HOLDS;
        } catch (ModelException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void check() {
        if (!TextModels.names().contains(model)) {
            throw CommandException.usage("model \"" + model + "\" is unknown, must be one of " + TextModels.names());
        }
        if (!(keep > 0 && keep <= 1)) {
            throw CommandException.usage("--keep is " + keep + ", must be above 0 and at most 1");
        }
        if (batch < 1 || batch > MOST_TEXTS) {
            throw CommandException.usage("--batch is " + batch + ", must be 1 to " + MOST_TEXTS);
        }
        if (tokens < 2 || tokens > MiniLm.MAX_TOKENS) {
            throw CommandException.usage("--tokens is " + tokens + ", must be 2 to " + MiniLm.MAX_TOKENS);
        }
    }

    private void print(SearchResult result) {
        line("%-16s %12s %10s", "unit as int8", "agreement", "saves ms");
        for (SearchResult.UnitCost unit : result.units()) {
            line("%-16s %12.5f %10.3f", unit.unit(), 1 - unit.loss(), unit.savedNs() / NS_PER_MS);
        }
        line("");
        line(
                "%-12s %12s %12s %12s   %s",
                "int8 units", "agreement", "checked", "held out", "speed against fp32 [95 %]");
        for (SearchResult.Point point : result.points()) {
            line(
                    "%-12s %12.5f %12.5f %12.5f   %.2f [%.2f, %.2f]%s",
                    point.assignment().size() + " of " + result.units().size(),
                    point.agreement(),
                    point.checked(),
                    point.heldOut(),
                    point.speed().ratio(),
                    point.speed().lo(),
                    point.speed().hi(),
                    point.equals(result.chosen()) ? "   chosen" : "");
        }
        line("");
        line("int8: %s", String.join(" ", result.chosen().assignment().labels()));
    }

    private void line(String format, Object... values) {
        out().println(String.format(Locale.ROOT, format, values));
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        return spec.commandLine().getOut();
    }
}
