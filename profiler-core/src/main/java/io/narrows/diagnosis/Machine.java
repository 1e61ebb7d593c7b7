package io.narrows.diagnosis;

import io.narrows.analysis.LaneSummary;
import io.narrows.analysis.RunAnalysis;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processors, as a run's header and lanes tell.
 *
 * @param cores how many the process may use; 0 where unknown
 * @param seconds how long it was looked at
 * @param processCores how many the process used on average; null where unknown, as all below
 * @param hostCores how many everything on the host used
 * @param waitedS time for which threads of the process were ready and had no core, added up
 * @param throttledS time for which a quota held the process back
 */
record Machine(
        double cores,
        double seconds,
        @Nullable Double processCores,
        @Nullable Double hostCores,
        @Nullable Double waitedS,
        @Nullable Double throttledS) {

    static Machine of(RunAnalysis analysis) {
        Map<String, String> environment = analysis.run().environment();
        double host = number(environment.get("cpus"));
        double container = number(environment.get("container.cpus"));
        double cores = container > 0 && host > 0 ? Math.min(container, host) : Math.max(container, host);
        LaneSummary lanes = analysis.lanes();
        return new Machine(
                cores,
                lanes == null ? 0 : lanes.seconds(),
                perS(lanes, LaneSummary.PROCESS_CPU),
                perS(lanes, LaneSummary.SYSTEM_CPU),
                total(lanes, "threads.rundelay"),
                total(lanes, "cgroup.throttled"));
    }

    /** Cores that nobody used on average; 0 where unknown. */
    double freeCores() {
        Double used = hostCores == null ? processCores : hostCores;
        return used == null ? 0 : Math.max(0, cores - used);
    }

    /** Cores that others used on average; 0 where unknown. */
    double othersCores() {
        Double host = hostCores;
        Double process = processCores;
        return host == null || process == null ? 0 : Math.max(0, host - process);
    }

    private static @Nullable Double perS(@Nullable LaneSummary lanes, String name) {
        LaneSummary.Lane lane = lanes == null ? null : lanes.lane(name);
        Double perS = lane == null ? null : lane.perS();
        return perS == null ? null : Double.valueOf(perS / 1e9);
    }

    private static @Nullable Double total(@Nullable LaneSummary lanes, String name) {
        LaneSummary.Lane lane = lanes == null ? null : lanes.lane(name);
        Double total = lane == null ? null : lane.total();
        return total == null ? null : Double.valueOf(total / 1e9);
    }

    private static double number(@Nullable String text) {
        try {
            return text == null ? 0 : Double.parseDouble(text.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
