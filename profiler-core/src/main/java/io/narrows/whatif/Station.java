package io.narrows.whatif;

import java.util.List;

/**
 * A place where requests queue for workers.
 *
 * @param name the queue stage in front of it
 * @param stages the stages during which a worker is held, in order
 * @param workers how many work at a time
 * @param stated whether the service said so; otherwise it was inferred from the log
 * @param batching whether a worker serves several requests at once
 * @param maxBatch most requests at once: stated, or the most that were seen; 1 where it does not batch
 * @param maxWaitNs how long a free worker waits for a batch to fill, in ns; 0 where it starts at once
 * @param utilisation part of the workers' time that they were held
 * @param waitShare part of the mean latency that is spent in its queue
 */
public record Station(
        String name,
        List<String> stages,
        int workers,
        boolean stated,
        boolean batching,
        int maxBatch,
        long maxWaitNs,
        double utilisation,
        double waitShare) {

    public Station {
        stages = List.copyOf(stages);
    }
}
