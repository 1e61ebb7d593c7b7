package io.narrows.data.verdict;

import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import io.narrows.data.profile.StageTime;
import java.util.List;

/**
 * What some batches took of everybody's time: the difference of two counts, or a sum of such. Times are ns. The arrays are not
 * copied; nobody changes them.
 *
 * <p>A group that is faster than those behind it works ahead until the memory is full, and then does nothing for a while. So what it
 * took is not what the batches need of it: that is its time for as many samples as the last group did.
 *
 * @param wallNs how long it was
 * @param batches delivered meanwhile
 * @param waitNs of the consumer
 * @param consumerNs the consumer's own work, and handing over
 * @param samples that each group did
 * @param groupNs service of each group, less what was without a core
 * @param stageNs service of each stage, groups one after the other
 * @param groupCpuNs processor time of each group's workers
 * @param otherCpuNs processor time of the rest of the process: the model
 */
@SuppressWarnings("ArrayRecordComponent")
record Demand(
        double wallNs,
        double batches,
        double waitNs,
        double consumerNs,
        double[] samples,
        double[] groupNs,
        double[] stageNs,
        double[] groupCpuNs,
        double otherCpuNs) {

    static Demand between(LoaderCounts from, LoaderCounts to) {
        List<GroupFigures> groups = to.groups();
        double[] samples = new double[groups.size()];
        double[] groupNs = new double[groups.size()];
        double[] groupCpuNs = new double[groups.size()];
        double[] stageNs =
                new double[groups.stream().mapToInt(g -> g.stages().size()).sum()];
        double workersCpu = 0;
        boolean cpuKnown = true;
        int stage = 0;
        for (int g = 0; g < groupNs.length; g++) {
            GroupFigures now = groups.get(g);
            GroupFigures then = from.groups().get(g);
            double service = (double) (now.serviceNs() - then.serviceNs());
            double noCore = grew(now.noCoreNs(), then.noCoreNs());
            samples[g] = (double) (now.samples() - then.samples());
            groupNs[g] = Math.max(0, service - Math.min(service, noCore));
            cpuKnown &= now.cpuNs() >= 0;
            groupCpuNs[g] =
                    now.cpuNs() >= 0 ? grew(now.cpuNs(), then.cpuNs()) : service - (double) (now.ioNs() - then.ioNs());
            workersCpu += groupCpuNs[g];
            for (int i = 0; i < now.stages().size(); i++) {
                StageTime time = now.stages().get(i);
                stageNs[stage++] = (double) (time.ns() - then.stages().get(i).ns());
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
                samples,
                groupNs,
                stageNs,
                groupCpuNs,
                processKnown ? Math.max(0, process - workersCpu) : consumerNs);
    }

    /** What everybody took up to a moment; the processor time of the rest is that of the consumer. */
    static Demand sinceOpening(LoaderCounts counts) {
        List<GroupFigures> groups = counts.groups();
        double consumerNs = (double) atWork(counts);
        return new Demand(
                (double) (counts.consumer().wallNs() - counts.consumer().setUpNs()),
                (double) counts.consumer().batches(),
                (double) counts.consumer().waitNs(),
                consumerNs,
                groups.stream().mapToDouble(GroupFigures::samples).toArray(),
                groups.stream().mapToDouble(GroupFigures::serviceNs).toArray(),
                groups.stream()
                        .flatMap(group -> group.stages().stream())
                        .mapToDouble(StageTime::ns)
                        .toArray(),
                groups.stream()
                        .mapToDouble(group -> group.serviceNs() - group.ioNs())
                        .toArray(),
                consumerNs);
    }

    /** The same, but of groups that did nothing meanwhile what they did since the opening for as many batches. */
    Demand idleAsBefore(LoaderCounts counts) {
        Demand before = sinceOpening(counts);
        Demand same = new Demand(
                wallNs,
                batches,
                waitNs,
                consumerNs,
                samples.clone(),
                groupNs.clone(),
                stageNs.clone(),
                groupCpuNs.clone(),
                otherCpuNs);
        double part = before.batches > 0 ? batches / before.batches : 1;
        int stage = 0;
        for (int g = 0; g < samples.length; g++) {
            int stages = counts.groups().get(g).stages().size();
            if (samples[g] <= 0) {
                same.samples[g] = part * before.samples[g];
                same.groupNs[g] = part * before.groupNs[g];
                same.groupCpuNs[g] = part * before.groupCpuNs[g];
                for (int i = stage; i < stage + stages; i++) {
                    same.stageNs[i] = part * before.stageNs[i];
                }
            }
            stage += stages;
        }
        return same;
    }

    /** Samples that the last group did for each that this one did: by so much its times count. */
    double passedOn(int group) {
        double end = samples[samples.length - 1];
        return samples[group] > 0 && end > 0 ? end / samples[group] : 1;
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
                plus(samples, other.samples, sign),
                plus(groupNs, other.groupNs, sign),
                plus(stageNs, other.stageNs, sign),
                plus(groupCpuNs, other.groupCpuNs, sign),
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
        return rate(workers, passedOn(group) * groupNs[group]);
    }

    double coresRate(int cores) {
        double cpuNs = otherCpuNs;
        for (int g = 0; g < groupCpuNs.length; g++) {
            cpuNs += passedOn(g) * groupCpuNs[g];
        }
        return rate(cores, cpuNs);
    }

    private double rate(double servers, double ns) {
        return ns <= 0 ? Double.POSITIVE_INFINITY : servers * batches / ns;
    }
}
