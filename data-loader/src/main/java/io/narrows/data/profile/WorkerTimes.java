package io.narrows.data.profile;

/**
 * Times of one worker, or of several added up. The array is not copied; nobody changes it.
 *
 * @param state what it is in now, as {@link ChunkTimes} numbers it, or {@link #ENDED}
 * @param wallNs from its start to now, or to its end
 * @param waitInNs waiting for a chunk
 * @param blockedMemoryNs held back by the bound on bytes
 * @param blockedOutNs held back by a full queue
 * @param noStateNs in none of these, and in no stage
 * @param stageNs service, by the number of the stage
 * @param chunks that it finished
 * @param samples in them
 * @param bytes of those, decoded
 * @param cpuNs time on a core, -1 where unknown
 * @param noCoreNs time ready without one, -1 where unknown
 */
@SuppressWarnings("ArrayRecordComponent")
record WorkerTimes(
        int state,
        long wallNs,
        long waitInNs,
        long blockedMemoryNs,
        long blockedOutNs,
        long noStateNs,
        long[] stageNs,
        long chunks,
        long samples,
        long bytes,
        long cpuNs,
        long noCoreNs) {

    /** The worker has ended, or this is the sum of several. */
    static final int ENDED = -9;

    static WorkerTimes none(int stages) {
        return new WorkerTimes(ENDED, 0, 0, 0, 0, 0, new long[stages], 0, 0, 0, 0, 0);
    }

    WorkerTimes plus(WorkerTimes other) {
        long[] sum = stageNs.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.stageNs[i];
        }
        return new WorkerTimes(
                ENDED,
                wallNs + other.wallNs,
                waitInNs + other.waitInNs,
                blockedMemoryNs + other.blockedMemoryNs,
                blockedOutNs + other.blockedOutNs,
                noStateNs + other.noStateNs,
                sum,
                chunks + other.chunks,
                samples + other.samples,
                bytes + other.bytes,
                known(cpuNs, other.cpuNs),
                known(noCoreNs, other.noCoreNs));
    }

    private static long known(long a, long b) {
        return a == RunDelay.UNKNOWN || b == RunDelay.UNKNOWN ? RunDelay.UNKNOWN : a + b;
    }
}
