package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Estimate;

/**
 * Something that held requests up. Causes overlap each other and the parts: they explain time and do not add up to it.
 *
 * @param type what it is
 * @param stage where it is felt: the waiting stage, or the stage that blocked; empty where it is everywhere
 * @param meanMs mean per request
 * @param tailMs ms of the p99: mean over the slow requests less the mean over the typical ones
 * @param evidence how it is known, one line
 */
public record Cause(CauseType type, String stage, double meanMs, Estimate tailMs, String evidence) {}
