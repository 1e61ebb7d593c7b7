package io.narrows.whatif;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How long a batch of any members takes, from those that were seen. Not changed once made. */
final class BatchTimes {

    /*
     * Each stage of the batch has a time of its own: a + b n + c n max + d sum, with n members, max tokens of the longest
     * and sum of all (padding makes a forward follow n max, a ragged one sum). The coefficients are those of least squares
     * that are not negative [1]; with four of them all 16 supports are tried. What a seen batch took beyond or below this
     * goes with its first member, so a batch that meets again takes what it took: as a ratio where the larger half of the
     * batches strays more by about as much as it is larger, otherwise as a difference.
     *
     * 1. Lawson and Hanson, Solving Least Squares Problems (1974), problem NNLS
     */

    private static final int TERMS = 4;
    private static final double MOST_RATIO = 20;

    private final ServedBatches batches;
    private final double[][] stageNs;

    /** Of each stage that ran between those of the batch, for each batch how long; null for other stages. */
    private final double[] @Nullable [] besideNs;

    private final double[] otherNs;
    private final double[][] coefficients;
    private final boolean[] asRatio;

    /**
     * Takes the times of the batches apart and fits them.
     *
     * @param work what only passes, and what needs a processor
     * @param cpu whether these are the times that need a processor, or those that only pass
     */
    BatchTimes(Model model, Visits visits, ServedBatches batches, Work work, boolean cpu) {
        this.batches = batches;
        stageNs = new double[batches.stages.length][batches.count];
        besideNs = new double[model.stages()][];
        otherNs = new double[batches.count];
        TraceColumns traces = model.traces();
        for (int b = 0; b < batches.count; b++) {
            int visit = batches.longest[b];
            double other = cpu ? 0 : batches.end[b] - batches.start[b];
            for (int s = visits.regionFirst[visit]; s < visits.regionEnd[visit]; s++) {
                int place = traces.batch[s] == 0 ? -1 : place(traces.stage[s]);
                if (place >= 0) {
                    long from = traces.spanStart[s];
                    long to = traces.spanEnd[s];
                    int stage = traces.stage[s];
                    stageNs[place][b] += cpu ? work.cpuNs(stage, from, to) : work.wallNs(stage, from, to);
                    other -= cpu ? 0 : to - from;
                } else if (!cpu
                        && traces.spanStart[s] >= visits.taken[visit]
                        && traces.spanEnd[s] <= visits.held[visit]) {
                    double ns = (double) traces.spanEnd[s] - traces.spanStart[s];
                    beside(traces.stage[s])[b] += ns;
                    other -= ns;
                }
            }
            otherNs[b] = Math.max(0, other);
        }
        coefficients = new double[stageNs.length][];
        asRatio = new boolean[stageNs.length];
        for (int s = 0; s < stageNs.length; s++) {
            coefficients[s] = fit(stageNs[s]);
            asRatio[s] = straysInProportion(s);
        }
    }

    private double[] beside(int stage) {
        double[] ns = besideNs[stage];
        if (ns == null) {
            ns = new double[batches.count];
            besideNs[stage] = ns;
        }
        return ns;
    }

    private boolean straysInProportion(int s) {
        double[] fitted = new double[batches.count];
        for (int b = 0; b < fitted.length; b++) {
            fitted[b] = fitted(s, b);
        }
        double[] sorted = fitted.clone();
        Arrays.sort(sorted);
        double middle = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        double[] size = new double[2];
        double[] astray = new double[2];
        int[] count = new int[2];
        for (int b = 0; b < fitted.length; b++) {
            int half = fitted[b] > middle ? 1 : 0;
            size[half] += fitted[b];
            astray[half] += Math.abs(stageNs[s][b] - fitted[b]);
            count[half]++;
        }
        if (count[0] == 0 || count[1] == 0 || size[0] == 0 || astray[0] == 0) {
            return true;
        }
        double scale = (double) count[0] / count[1];
        return astray[1] / astray[0] * scale > Math.sqrt(size[1] / size[0] * scale);
    }

    private double fitted(int s, int b) {
        return value(coefficients[s], batches.size(b), batches.maxTokens[b], batches.sumTokens[b], true);
    }

    private int place(int stage) {
        for (int i = 0; i < batches.stages.length; i++) {
            if (batches.stages[i] == stage) {
                return i;
            }
        }
        return -1;
    }

    private double[] fit(double[] ns) {
        LeastSquares fit = new LeastSquares(TERMS);
        double[] terms = new double[TERMS];
        for (int b = 0; b < batches.count; b++) {
            terms[0] = 1;
            terms[1] = batches.size(b);
            terms[2] = (double) batches.size(b) * batches.maxTokens[b];
            terms[3] = batches.sumTokens[b];
            fit.add(terms, ns[b]);
        }
        return fit.notNegative();
    }

    /**
     * Time of a batch.
     *
     * @param like the seen batch in which its first member was
     * @param same whether its members are those of that batch
     * @param variation which stages take how much of their time, and whether padding is computed
     */
    double ns(int like, boolean same, int n, long maxTokens, long sumTokens, Variation variation) {
        double all = otherNs[like];
        for (int stage = 0; stage < besideNs.length; stage++) {
            double[] ns = besideNs[stage];
            all += ns == null ? 0 : ns[like] * variation.factor(stage);
        }
        for (int s = 0; s < coefficients.length; s++) {
            double[] c = coefficients[s];
            double seen = stageNs[s][like];
            double fitted = fitted(s, like);
            double wanted = same && variation.padded() ? fitted : value(c, n, maxTokens, sumTokens, variation.padded());
            double time = fitted <= 0
                    ? seen
                    : asRatio[s] ? wanted * Math.min(MOST_RATIO, seen / fitted) : Math.max(0, wanted + seen - fitted);
            all += time * variation.factor(batches.stages[s]);
        }
        return all;
    }

    private static double value(double[] c, int n, long maxTokens, long sumTokens, boolean padded) {
        return c[0] + c[1] * n + c[2] * (padded ? (double) n * maxTokens : sumTokens) + c[3] * sumTokens;
    }
}
