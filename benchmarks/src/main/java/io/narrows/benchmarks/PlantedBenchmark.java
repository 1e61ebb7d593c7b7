package io.narrows.benchmarks;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.LaneSummary;
import io.narrows.benchmarks.planted.Plant;
import io.narrows.benchmarks.planted.PlantedService;
import io.narrows.benchmarks.planted.Plants;
import io.narrows.diagnosis.Diagnoser;
import io.narrows.diagnosis.Diagnosis;
import io.narrows.diagnosis.Finding;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Is the bottleneck that was planted in a pipeline the first finding, and does a healthy pipeline have none? Each pipeline
 * runs in a process of its own; those that only wait run side by side.
 */
final class PlantedBenchmark implements Benchmark {

    private static final int SIDE_BY_SIDE = 3;
    private static final long LONGEST_S = 90;

    /** A healthy pipeline says nothing about the detectors while others use more of the machine than this. */
    private static final double QUIET_CORES = 0.25;

    /** Keeps the runs below this folder, for a look with {@code narrows report}. */
    private static final String KEEP = "--keep";

    /** Judges the runs that were kept, and runs nothing. */
    private static final String AGAIN = "--again";

    private int first;
    private int planted;
    private int notRun;
    private int falseAlarms;
    private int healthy;
    private int disturbed;
    private int hidden;

    @Override
    public Set<String> options() {
        return Set.of(KEEP, AGAIN);
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        double seconds = bench.quick() ? 5 : 8;
        List<Row> rows = new ArrayList<>();
        List<Plant> left = new ArrayList<>(Plants.all());
        if (bench.options().contains(AGAIN)) {
            for (Plant plant : left) {
                rows.add(judge(plant, diagnose(kept(plant).resolve("run"))));
            }
            left.clear();
        }
        while (!left.isEmpty()) {
            boolean alone = left.get(0).host().alone();
            List<Plant> together = left.stream()
                    .filter(plant -> plant.host().alone() == alone)
                    .limit(alone ? 1 : SIDE_BY_SIDE)
                    .toList();
            left.removeAll(together);
            bench.say("planted: " + together.stream().map(Plant::name).collect(Collectors.joining(", ")));
            rows.addAll(run(bench, together, seconds));
        }
        rows.sort((a, b) -> Integer.compare(place(a.row()), place(b.row())));
        rows.add(new Row(
                "planted one is finding 1",
                first,
                "of " + planted,
                null,
                null,
                ">= " + (planted - planted / 20),
                first >= planted - planted / 20
                        ? Row.Holds.YES
                        : first + hidden >= planted - planted / 20 ? Row.Holds.CANNOT_TELL : Row.Holds.NO,
                (notRun == 0 ? "" : notRun + " not run; ")
                        + (hidden == 0 ? "" : hidden + " disturbed by others on this machine")));
        rows.add(new Row(
                "healthy with a finding",
                falseAlarms,
                "of " + healthy,
                null,
                null,
                "= 0",
                falseAlarms == 0 ? Row.Holds.YES : disturbed > 0 ? Row.Holds.CANNOT_TELL : Row.Holds.NO,
                disturbed == 0 ? "" : disturbed + " disturbed by others on this machine"));
        return rows;
    }

    private static int place(String name) {
        List<String> names = Plants.all().stream().map(Plant::name).toList();
        return names.indexOf(name);
    }

    private List<Row> run(Bench bench, List<Plant> together, double seconds) throws Exception {
        List<PlantedRun> runs = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        try {
            for (Plant plant : together) {
                runs.add(PlantedRun.start(plant, folder(bench, plant), seconds));
            }
            for (PlantedRun run : runs) {
                String missing = run.missing();
                if (missing != null) {
                    notRun++;
                    rows.add(new Row(
                            run.plant().name(),
                            Double.NaN,
                            "",
                            null,
                            null,
                            "",
                            Row.Holds.INFORMS,
                            "not run: " + missing));
                } else {
                    run.await(LONGEST_S);
                    rows.add(judge(run.plant(), diagnose(run.directory())));
                }
            }
        } finally {
            for (PlantedRun run : runs) {
                run.close();
            }
        }
        return rows;
    }

    private static Path folder(Bench bench, Plant plant) throws IOException {
        if (!bench.options().contains(KEEP)) {
            return Files.createDirectory(bench.work().resolve(file(plant)));
        }
        Bench.delete(kept(plant));
        return Files.createDirectories(kept(plant));
    }

    private static Path kept(Plant plant) {
        return Path.of(System.getProperty("narrows.home", "."), "benchmarks", "target", "planted", file(plant));
    }

    private static String file(Plant plant) {
        return plant.name().replaceAll("[^a-z]+", "-");
    }

    private static Diagnosis diagnose(Path run) {
        try (LogReader log = LogReader.open(RunDirectory.open(run))) {
            return Diagnoser.diagnose(log, AnalysisOptions.session(PlantedService.SESSION));
        }
    }

    private Row judge(Plant plant, Diagnosis diagnosis) {
        List<Finding> findings = diagnosis.findings();
        String said = findings.isEmpty() ? "none" : words(findings.get(0));
        if (plant.healthy()) {
            healthy++;
            falseAlarms += findings.isEmpty() ? 0 : 1;
            boolean busy = othersCores(diagnosis) > QUIET_CORES;
            disturbed += busy && !findings.isEmpty() ? 1 : 0;
            Row.Holds holds = findings.isEmpty() ? Row.Holds.YES : busy ? Row.Holds.CANNOT_TELL : Row.Holds.NO;
            return new Row(plant.name(), findings.size(), "findings", null, null, "= 0", holds, "finding 1: " + said);
        }
        planted++;
        int rank = findings.stream()
                .filter(finding -> finding.id().equals(plant.finding()))
                .mapToInt(Finding::rank)
                .findFirst()
                .orElse(0);
        first += rank == 1 ? 1 : 0;
        hidden += rank != 1 && othersCores(diagnosis) > QUIET_CORES ? 1 : 0;
        return new Row(
                plant.name(),
                rank,
                "rank",
                null,
                null,
                "",
                Row.Holds.INFORMS,
                "planted: " + plant.finding() + "; finding 1: " + said);
    }

    private static String words(Finding finding) {
        Finding.@Nullable Prediction predicted = finding.predicted();
        return finding.id()
                + (finding.stage() == null ? "" : " (" + finding.stage() + ")")
                + (predicted == null
                        ? ""
                        : String.format(
                                java.util.Locale.ROOT,
                                ", %s %+.0f %% %s",
                                predicted.metric().replaceAll(".*\\.", ""),
                                predicted.changePercent(),
                                predicted.bound()));
    }

    private static double othersCores(Diagnosis diagnosis) {
        LaneSummary lanes = diagnosis.analysis().lanes();
        LaneSummary.Lane host = lanes == null ? null : lanes.lane(LaneSummary.SYSTEM_CPU);
        LaneSummary.Lane process = lanes == null ? null : lanes.lane(LaneSummary.PROCESS_CPU);
        Double all = host == null ? null : host.perS();
        Double own = process == null ? null : process.perS();
        return all == null || own == null ? 0 : (all - own) / 1e9;
    }
}
