package io.narrows.profiler;

import io.narrows.log.buffer.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Time per stage of one trace so far, kept by its handle so that the request can be told its own breakdown. */
final class StageTotals extends Timeline {
    private static final int NEVER_ENTERED = 0;

    private long[] nsByStage;
    /** 1 for the stage that was entered first, 2 for the next, and so on; 0 where never. */
    private short[] orderByStage;

    private int entered;

    StageTotals(int stages, long startNs) {
        super(startNs);
        nsByStage = new long[stages];
        orderByStage = new short[stages];
    }

    @Override
    protected void span(int stage, long startNs, long endNs, long batchSerial) {
        if (stage >= nsByStage.length) {
            // A stage that was named after this trace began.
            nsByStage = Arrays.copyOf(nsByStage, stage + 8);
            orderByStage = Arrays.copyOf(orderByStage, stage + 8);
        }
        nsByStage[stage] += endNs - startNs;
        if (orderByStage[stage] == NEVER_ENTERED) {
            orderByStage[stage] = (short) ++entered;
        }
    }

    Breakdown breakdown(Names names, long atNs) {
        follow(atNs);
        long now = Math.max(atNs, lastNs());
        long totalNs = now - startNs();
        int openStage = openStage();
        boolean openIsNew =
                openStage >= 0 && (openStage >= orderByStage.length || orderByStage[openStage] == NEVER_ENTERED);
        Breakdown.StageTime[] times = new Breakdown.StageTime[entered];
        long accountedNs = 0;
        for (int id = 0; id < nsByStage.length; id++) {
            if (orderByStage[id] != NEVER_ENTERED) {
                long ns = nsByStage[id] + (id == openStage ? now - openSinceNs() : 0);
                accountedNs += ns;
                times[orderByStage[id] - 1] = time(names, id, ns);
            }
        }
        List<Breakdown.StageTime> stages = new ArrayList<>(Arrays.asList(times));
        if (openIsNew) {
            long ns = now - openSinceNs();
            accountedNs += ns;
            stages.add(time(names, openStage, ns));
        }
        return new Breakdown(stages, totalNs - accountedNs, totalNs);
    }

    private static Breakdown.StageTime time(Names names, int id, long ns) {
        Stage stage = names.stageById(id);
        return new Breakdown.StageTime(stage.name(), stage.segment(), ns);
    }
}
