package io.narrows.data.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a consumer did and how long it waited. What is called steady begins behind the first batch that no worker's first chunk
 * went into: set-up and cold start are not in it. {@code setUpNs + ownNs + handOverNs + waitNs()} is {@code wallNs}, always.
 *
 * @param now what it does now: {@code not asked yet}, {@code waits}, {@code takes} (puts a batch together) or {@code works}
 * @param forNs how long it has been at that
 * @param setUpNs from the opening of the loader to the first question for a batch
 * @param firstBatchNs from the opening to the first batch; {@link #NOT_YET} before it
 * @param batches that it got
 * @param samples in them
 * @param bytes of those, decoded
 * @param wallNs from the opening to when it last began something else: got a batch, asked for one, began to wait or was done with
 *     that
 * @param ownNs its own work between a batch and the next question
 * @param handOverNs inside the loader without waiting: a batch was put together and handed over
 * @param causes wait by cause, all of it
 * @param steadyBatches batches in the steady time
 * @param steadyWallNs length of the steady time, up to the last batch
 * @param steadyOwnNs its own work in the steady time
 * @param steadyCauses wait by cause in the steady time
 * @param waitP50Ns median wait for a batch in the steady time, as the next two at most a sixteenth too long
 * @param waitP90Ns a tenth of the waits were longer
 * @param waitP99Ns a hundredth of the waits were longer
 * @param waitByStage time for which it waited for a chunk that was in a stage, or in line for it
 */
public record ConsumerFigures(
        String now,
        long forNs,
        long setUpNs,
        long firstBatchNs,
        long batches,
        long samples,
        long bytes,
        long wallNs,
        long ownNs,
        long handOverNs,
        Map<WaitCause, Long> causes,
        long steadyBatches,
        long steadyWallNs,
        long steadyOwnNs,
        Map<WaitCause, Long> steadyCauses,
        long waitP50Ns,
        long waitP90Ns,
        long waitP99Ns,
        List<StageTime> waitByStage) {

    public static final long NOT_YET = -1;

    /** All that it waited. */
    public long waitNs() {
        return sum(causes);
    }

    /** What it waited in the steady time. */
    public long steadyWaitNs() {
        return sum(steadyCauses);
    }

    /** Part of the steady time that was waiting, 0 to 1; 0 where there is no steady time yet. */
    public double starvation() {
        return steadyWallNs <= 0 ? 0 : (double) steadyWaitNs() / steadyWallNs;
    }

    private static long sum(Map<WaitCause, Long> causes) {
        return causes.values().stream().mapToLong(Long::longValue).sum();
    }

    static Map<WaitCause, Long> causes(long[] cells, int first) {
        Map<WaitCause, Long> causes = new EnumMap<>(WaitCause.class);
        for (WaitCause cause : WaitCause.values()) {
            causes.put(cause, cells[first + cause.number()]);
        }
        return Collections.unmodifiableMap(causes);
    }

    static List<StageTime> stages(long[] cells, int first, LoaderStages stages) {
        List<StageTime> times = new ArrayList<>();
        for (int i = 0; i < stages.count(); i++) {
            LoaderStages.Stage stage = stages.all().get(i);
            times.add(new StageTime(stage.name(), stage.kind(), cells[first + i]));
        }
        return List.copyOf(times);
    }
}
