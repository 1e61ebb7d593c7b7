package io.narrows.analysis.cpu;

import io.narrows.log.StageTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processor time by stage and stack, in samples. Immutable.
 *
 * @param samples all samples of the file, of whichever thread
 * @param inStages those in a stage of a request that counts, by the weights of the requests
 * @param stages the stages that have any, most first
 */
public record CpuProfile(long samples, double inStages, List<StageCpu> stages) {

    /** No samples. */
    public static final CpuProfile NONE = new CpuProfile(0, 0, List.of());

    public CpuProfile {
        stages = List.copyOf(stages);
    }

    /** One sample in a stage of a request, or a request's part of a batch's sample. */
    record Joined(int stage, int stackId, long latencyNs, double weight) {}

    /**
     * One stage.
     *
     * @param stage its name
     * @param segment its segment
     * @param samples samples in it
     * @param ofSlow those of them of slow requests
     * @param ofTypical those of them of typical requests
     * @param stacks the different stacks, most samples first
     */
    public record StageCpu(
            String stage, String segment, double samples, double ofSlow, double ofTypical, List<Stack> stacks) {

        public StageCpu {
            stacks = List.copyOf(stacks);
        }

        /** Samples by the innermost frame, most first. */
        public List<Frame> frames() {
            Map<String, double[]> sums = new TreeMap<>();
            for (Stack stack : stacks) {
                double[] sum = sums.computeIfAbsent(stack.innermost(), name -> new double[3]);
                sum[0] += stack.samples();
                sum[1] += stack.ofSlow();
                sum[2] += stack.ofTypical();
            }
            List<Frame> frames = new ArrayList<>();
            sums.forEach((name, sum) -> frames.add(new Frame(name, sum[0], sum[1], sum[2])));
            frames.sort(Comparator.comparingDouble(Frame::samples).reversed());
            return frames;
        }
    }

    /**
     * One stack.
     *
     * @param frames its frames, outermost first, between semicolons
     * @param samples samples of it
     * @param ofSlow those of them of slow requests
     * @param ofTypical those of them of typical requests
     */
    public record Stack(String frames, double samples, double ofSlow, double ofTypical) {

        String innermost() {
            return frames.substring(frames.lastIndexOf(';') + 1);
        }
    }

    /**
     * Code, by its innermost frame.
     *
     * @param name type and method, or a native function
     * @param samples samples in it
     * @param ofSlow those of them of slow requests
     * @param ofTypical those of them of typical requests
     */
    public record Frame(String name, double samples, double ofSlow, double ofTypical) {}

    static CpuProfile of(Samples samples, List<Joined> joined, StageTable names, Bands bands) {
        Map<Integer, Map<Integer, double[]>> sums = new TreeMap<>();
        double all = 0;
        for (Joined one : joined) {
            double[] sum = sums.computeIfAbsent(one.stage(), stage -> new HashMap<>())
                    .computeIfAbsent(one.stackId(), stack -> new double[3]);
            sum[0] += one.weight();
            sum[1] += bands.slow(one.latencyNs()) ? one.weight() : 0;
            sum[2] += bands.typical(one.latencyNs()) ? one.weight() : 0;
            all += one.weight();
        }
        List<StageCpu> stages = new ArrayList<>();
        sums.forEach((stage, stacks) -> stages.add(stage(samples, names, stage, stacks)));
        stages.sort(Comparator.comparingDouble(StageCpu::samples).reversed().thenComparing(StageCpu::stage));
        return new CpuProfile(samples.size(), all, stages);
    }

    private static StageCpu stage(Samples samples, StageTable names, int stage, Map<Integer, double[]> sums) {
        List<Stack> stacks = new ArrayList<>();
        double all = 0;
        double slow = 0;
        double typical = 0;
        for (Map.Entry<Integer, double[]> entry : sums.entrySet()) {
            double[] sum = entry.getValue();
            stacks.add(new Stack(samples.stack(entry.getKey()), sum[0], sum[1], sum[2]));
            all += sum[0];
            slow += sum[1];
            typical += sum[2];
        }
        stacks.sort(Comparator.comparingDouble(Stack::samples).reversed().thenComparing(Stack::frames));
        boolean known = stage < names.stages().size();
        return new StageCpu(
                known ? names.stages().get(stage).name() : "stage " + stage,
                known ? names.stages().get(stage).segment() : "",
                all,
                slow,
                typical,
                stacks);
    }
}
