package io.narrows.data.profile;

import java.util.List;

/**
 * What consumer and workers had counted at one moment; the difference of two tells what happened between them.
 *
 * @param atNs the moment, as the loader's clock tells it
 * @param processCpuNs time on a core of the whole process; -1 where unknown
 * @param consumer the consumer
 * @param groups the groups of workers
 */
public record LoaderCounts(long atNs, long processCpuNs, ConsumerFigures consumer, List<GroupFigures> groups) {}
