package io.narrows.data.profile;

import java.util.List;
import java.util.Map;

/**
 * The workers of a group, their times added up. {@code waitInNs + blockedMemoryNs + blockedOutNs + serviceNs() +
 * remainderNs()} is {@code wallNs}.
 *
 * @param name name of the group
 * @param workers that work now
 * @param now how many of them are in which state now
 * @param wallNs time from the start of each to now, or to its end
 * @param waitInNs asleep until there was a chunk
 * @param blockedMemoryNs held back by the bound on bytes
 * @param blockedOutNs held back by a full queue
 * @param stages service by stage; wall time, also that without a core
 * @param chunks that they finished
 * @param samples in these
 * @param bytes of those, decoded
 * @param cpuNs time on a core, about 10 ms late; {@link #UNKNOWN} where the kernel does not tell
 * @param noCoreNs time ready to run without a core, likewise
 */
public record GroupFigures(
        String name,
        int workers,
        Map<String, Integer> now,
        long wallNs,
        long waitInNs,
        long blockedMemoryNs,
        long blockedOutNs,
        List<StageTime> stages,
        long chunks,
        long samples,
        long bytes,
        long cpuNs,
        long noCoreNs) {

    public static final long UNKNOWN = RunDelay.UNKNOWN;

    /** Service in all stages. */
    public long serviceNs() {
        return stages.stream().mapToLong(StageTime::ns).sum();
    }

    /** Service in the stages that open and read. */
    public long ioNs() {
        return stages.stream()
                .filter(stage -> stage.kind().cause() == WaitCause.IO)
                .mapToLong(StageTime::ns)
                .sum();
    }

    /** Held back by what comes behind. */
    public long blockedNs() {
        return blockedMemoryNs + blockedOutNs;
    }

    /** In no state: the loader's own bookkeeping between two of them, with the wait for its lock. */
    public long remainderNs() {
        return wallNs - waitInNs - blockedNs() - serviceNs();
    }
}
