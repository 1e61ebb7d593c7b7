package io.narrows.log;

import java.util.Map;

/**
 * First document of a log: what was recorded, where, and how the monotonic clock maps to wall time.
 *
 * @param formatVersion version of the log format
 * @param service name of the recorded service
 * @param processId operating-system process id of the recording process
 * @param anchorWallNs wall clock at the anchor, in ns since 1970-01-01T00:00:00Z
 * @param anchorNs monotonic clock ({@link System#nanoTime()} of the recording process) at the anchor, in ns
 * @param environment keys and values that describe the host, the JVM and the configuration
 */
public record RunHeader(
        int formatVersion,
        String service,
        long processId,
        long anchorWallNs,
        long anchorNs,
        Map<String, String> environment)
        implements LogDocument {

    public RunHeader {
        environment = Map.copyOf(environment);
    }
}
