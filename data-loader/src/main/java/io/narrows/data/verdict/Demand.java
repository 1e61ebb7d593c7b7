package io.narrows.data.verdict;

import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import io.narrows.data.profile.StageTime;
import java.util.List;

/**
 * What some batches took of everybody's time: the difference of two counts, or a sum of such. Times are ns. The arrays are not
 * copied; nobody changes them.
 *
 * @param wallNs how long it was
 * @param batches delivered meanwhile
 * @param waitNs of the consumer
 * @param consumerNs the consumer's own work, and handing over
 * @param groupNs service of each group, less what was without a core, for as many samples as the last group did
 * @param stageNs service of each stage, groups one after the other, likewise
 * @param workersCpuNs processor time of all workers, likewise
 * @param otherCpuNs processor time of the rest of the process: the model
 */
@SuppressWarnings("ArrayRecordComponent")
record Demand(
        double wallNs,
        double batches,
        double waitNs,
        double consumerNs,
        double[] groupNs,
        double[] stageNs,
        double workersCpuNs,
        double otherCpuNs) {

    static Demand between(LoaderCounts from, LoaderCounts to) {
        List<GroupFigures> groups = to.groups();
        double[] groupNs = new double[groups.size()];
        double[] stageNs =
                new double[groups.stream().mapToInt(g -> g.stages().size()).sum()];
        double workersCpu = 0;
        double neededCpu = 0;
        boolean cpuKnown = true;
        int stage = 0;
        for (int g = 0; g < groupNs.length; g++) {
            GroupFigures now = groups.get(g);
            GroupFigures then = from.groups().get(g);
            double service = (double) (now.serviceNs() - then.serviceNs());
            double noCore = grew(now.noCoreNs(), then.noCoreNs());
            double passedOn = passedOn(from, to, g);
            groupNs[g] = passedOn * Math.max(0, service - Math.min(service, noCore));
            cpuKnown &= now.cpuNs() >= 0;
            double cpu =
                    now.cpuNs() >= 0 ? grew(now.cpuNs(), then.cpuNs()) : service - (double) (now.ioNs() - then.ioNs());
            workersCpu += cpu;
            neededCpu += passedOn * cpu;
            for (int i = 0; i < now.stages().size(); i++) {
                StageTime time = now.stages().get(i);
                stageNs[stage++] =
                        passedOn * (double) (time.ns() - then.stages().get(i).ns());
            }
        }
        double consumerNs = (double) (atWork(to) - atWork(from));
        double process = (double) (to.processCpuNs() - from.processCpuNs());
        boolean processKnown = cpuKnown && to.processCpuNs() >= 0 && from.processCpuNs() >= 0;
        return new Demand(
                (double) (to.consumer().wallNs() - from.consumer().wallNs()),
                (double) (to.consumer().batches() - from.consumer().batches()),
                (double) (to.consumer().waitNs() - from.consumer().waitNs()),
                consumerNs,
                groupNs,
                stageNs,
                neededCpu,
                processKnown ? Math.max(0, process - workersCpu) : consumerNs);
    }

    /**
     * Samples that the last group did for each that this one did. A group that is faster than those behind it works ahead until
     * the memory is full, and lives on that later: what it takes for a batch is that of as many samples as come out at the end.
     */
    private static double passedOn(LoaderCounts from, LoaderCounts to, int group) {
        double own = samples(from, to, group);
        double end = samples(from, to, to.groups().size() - 1);
        return own > 0 && end > 0 ? end / own : 1;
    }

    private static double samples(LoaderCounts from, LoaderCounts to, int group) {
        return (double)
                (to.groups().get(group).samples() - from.groups().get(group).samples());
    }

    /** Own work and handing over. What the consumer is at now is neither in this nor in the wall. */
    private static long atWork(LoaderCounts counts) {
        return counts.consumer().wallNs()
                - counts.consumer().setUpNs()
                - counts.consumer().waitNs();
    }

    /** What a count of the kernel's became more; it is unknown below 0. */
    private static double grew(long now, long then) {
        return Math.max(0, (double) (now - Math.max(0, then)));
    }

    Demand plus(Demand other, int sign) {
        return new Demand(
                wallNs + sign * other.wallNs,
                batches + sign * other.batches,
                waitNs + sign * other.waitNs,
                consumerNs + sign * other.consumerNs,
                plus(groupNs, other.groupNs, sign),
                plus(stageNs, other.stageNs, sign),
                workersCpuNs + sign * other.workersCpuNs,
                otherCpuNs + sign * other.otherCpuNs);
    }

    private static double[] plus(double[] a, double[] b, int sign) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * b[i];
        }
        return sum;
    }

    /*
     * Operational analysis, as Plumber (arXiv 2111.04131) puts it: a stage that needs so many seconds of a thread for a batch lets
     * at most so many batches through, and the slowest of all decides:
     *
     *   X = min( 1 / consumer's time, workers / service of each group, cores / processor time of everybody )
     */

    /** Batches in a ns that can go through with such numbers of workers. */
    double throughput(int[] workers, int cores) {
        double least = Math.min(consumerRate(), coresRate(cores));
        for (int g = 0; g < groupNs.length; g++) {
            least = Math.min(least, groupRate(g, workers[g]));
        }
        return least;
    }

    double consumerRate() {
        return rate(1, consumerNs);
    }

    double groupRate(int group, int workers) {
        return rate(workers, groupNs[group]);
    }

    double coresRate(int cores) {
        return rate(cores, workersCpuNs + otherCpuNs);
    }

    private double rate(double servers, double ns) {
        return ns <= 0 ? Double.POSITIVE_INFINITY : servers * batches / ns;
    }
}
