package io.narrows.diagnosis;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.Shares;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.Unaccounted;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.whatif.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What detectors look at.
 *
 * @param analysis what the log says
 * @param attribution where the time went, and what makes the slow ones slow
 * @param stages the stages with their shares as reports print them; empty without good traces
 * @param requests the last requests
 * @param batchCost what batches cost by their size, or null without batches
 * @param stations queues with their workers
 * @param standstills pauses of the collector
 * @param machine the processors
 * @param coreWaits how long requests waited for a core
 * @param arithmetic what saved time gives
 * @param replay what changes give
 * @param goal what findings are to help with, or null
 */
record Evidence(
        RunAnalysis analysis,
        Attribution attribution,
        List<StageShare> stages,
        Requests requests,
        @Nullable BatchCost batchCost,
        List<Station> stations,
        Standstills standstills,
        Machine machine,
        CoreWaits coreWaits,
        Arithmetic arithmetic,
        Replay replay,
        @Nullable Goal goal) {

    private static final double WORTH_A_REPLAY = 0.3;

    /**
     * A stage with its shares and its role.
     *
     * @param stage the stage
     * @param role what it does
     * @param meanTenths its share of the mean in tenths of a percent, rounded as reports print it
     * @param tailTenths its share of the p99 likewise
     */
    record StageShare(StageStatistics stage, Role role, long meanTenths, long tailTenths) {

        String name() {
            return stage.name();
        }

        Draft.Place place() {
            return new Draft.Place(stage.name(), stage.segment());
        }

        /** In words, as evidence. */
        String words() {
            return Words.name(stage.name()) + " takes " + Words.tenths(meanTenths) + Words.interval(stage.share())
                    + " of the mean and " + Words.tenths(tailTenths) + " of the p99; p50 " + Words.ms(stage.p50Ms())
                    + ", p99 " + Words.ms(stage.p99Ms());
        }
    }

    /** Stages with their shares, rounded together with what is unaccounted. */
    static List<StageShare> shares(RunAnalysis analysis) {
        Unaccounted unaccounted = analysis.unaccounted();
        if (unaccounted == null) {
            return List.of();
        }
        List<StageStatistics> stages = analysis.stages();
        long[] meanTenths = Shares.tenthsOfMean(stages, unaccounted);
        long[] tailTenths = Shares.tenthsOfP99(stages, unaccounted);
        List<StageShare> result = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            result.add(new StageShare(stages.get(i), Role.of(stages.get(i)), meanTenths[i], tailTenths[i]));
        }
        return result;
    }

    /** Stages of a role. */
    List<StageShare> of(Role role) {
        return stages.stream().filter(share -> share.role() == role).toList();
    }

    /** Names of the stages in which requests only wait. */
    List<String> waiting() {
        return stages.stream()
                .filter(share -> share.role().waits())
                .map(StageShare::name)
                .toList();
    }

    /** The stage of a name, or null where no request went through it. */
    @Nullable
    StageShare stage(String name) {
        return stages.stream()
                .filter(share -> share.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Names of stages. */
    static List<String> names(List<StageShare> shares) {
        return shares.stream().map(StageShare::name).toList();
    }

    /**
     * What each request would save if some stages took less time. Where they are behind a queue, the wait in it becomes shorter
     * in the same proportion at least: if all times of a queue's workers were scaled down, and the arrivals with them, the waits
     * would be too, and later arrivals wait no longer.
     *
     * @param faster the stages
     * @param part by which part of their time
     */
    double[] faster(List<String> faster, double part) {
        double[] saved = requests.stagesNs(faster);
        for (int row = 0; row < saved.length; row++) {
            saved[row] *= part;
        }
        for (Station station : stations) {
            List<String> own =
                    station.stages().stream().filter(faster::contains).toList();
            double service = requests.mean(requests.stagesNs(station.stages()));
            if (!own.isEmpty() && service > 0) {
                double ofService = part * requests.mean(requests.stagesNs(own)) / service;
                double[] waits = requests.stageNs(station.queue().stage());
                for (int row = 0; row < saved.length; row++) {
                    saved[row] += ofService * waits[row];
                }
            }
        }
        return saved;
    }

    /**
     * What a change promises: by replay where this run can be replayed with it, by arithmetic otherwise. What is little by
     * arithmetic is not replayed: queues make it more, and hardly ever that much.
     *
     * @param savedNs what each request saves by arithmetic
     * @param assumption the change in words
     * @param bound of the arithmetic, {@code at least} or {@code at most}
     * @param changes the change, all at once
     */
    Finding.Prediction promise(double[] savedNs, String assumption, String bound, Change... changes) {
        Finding.Prediction counted = arithmetic.saving(savedNs, assumption, bound);
        if (counted.improvement() > -Findings.FLOOR * WORTH_A_REPLAY) {
            return counted;
        }
        Finding.Prediction replayed = replay.predict(assumption, changes);
        return replayed == null ? counted : replayed;
    }

    /** A number of requests, in words. */
    static String requests(double number) {
        return String.format(
                Locale.ROOT, "%,d %s", Math.round(number), Math.round(number) == 1 ? "request" : "requests");
    }
}
