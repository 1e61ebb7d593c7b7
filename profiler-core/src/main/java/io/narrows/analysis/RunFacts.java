package io.narrows.analysis;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the log says about itself.
 *
 * @param service name of the recorded service
 * @param processId operating-system process id of the recording process
 * @param formatVersion version of the log format
 * @param recordedAt wall-clock time at which the log was opened
 * @param durationS seconds from the first measured arrival to the last measured end; 0 without measured traces
 * @param closedInOrder whether the log ends with a footer; otherwise the process was killed or still records
 * @param environment what describes the host, the JVM and the configuration, by key
 */
public record RunFacts(
        String service,
        long processId,
        int formatVersion,
        Instant recordedAt,
        double durationS,
        boolean closedInOrder,
        SortedMap<String, String> environment) {

    public RunFacts {
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }
}
