package io.narrows.analysis.cpu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stacks put together by what they have in common from the outside on: what a flame graph draws. Holds no state.
 *
 * <p>After B. Gregg, The Flame Graph, Communications of the ACM 59 (2016).
 */
public final class FlameTree {

    private FlameTree() {}

    /**
     * Code and what it called.
     *
     * @param frames its frames, outermost first: more than one where each does nothing but call the next
     * @param samples samples in it and in what it called
     * @param ofSlow those of them of slow requests
     * @param ofTypical those of them of typical requests
     * @param called what it called, most samples first
     */
    public record Node(List<String> frames, double samples, double ofSlow, double ofTypical, List<Node> called) {

        public Node {
            frames = List.copyOf(frames);
            called = List.copyOf(called);
        }

        /** The innermost of its frames. */
        public String frame() {
            return frames.get(frames.size() - 1);
        }
    }

    /** One node while stacks are put in. */
    private static final class Growing {
        private final Map<String, Growing> called = new TreeMap<>();
        private double samples;
        private double ofSlow;
        private double ofTypical;

        private void add(CpuProfile.Stack stack) {
            samples += stack.samples();
            ofSlow += stack.ofSlow();
            ofTypical += stack.ofTypical();
        }

        /** Whether this is a large enough part of all samples, of those of slow requests, or of those of typical ones. */
        private boolean reaches(Growing whole, double part) {
            return samples >= part * whole.samples
                    || (ofSlow > 0 && ofSlow >= part * whole.ofSlow)
                    || (ofTypical > 0 && ofTypical >= part * whole.ofTypical);
        }

        private Node grown(List<String> outer, String frame, Growing whole, double leastPart) {
            List<String> frames = new ArrayList<>(outer);
            frames.add(frame);
            if (called.size() == 1) {
                Map.Entry<String, Growing> only = called.entrySet().iterator().next();
                if (only.getValue().samples >= samples * (1 - 1e-9)) {
                    return only.getValue().grown(frames, only.getKey(), whole, leastPart);
                }
            }
            List<Node> nodes = new ArrayList<>();
            called.forEach((name, one) -> {
                if (one.reaches(whole, leastPart)) {
                    nodes.add(one.grown(List.of(), name, whole, leastPart));
                }
            });
            nodes.sort(Comparator.comparingDouble(Node::samples).reversed().thenComparing(Node::frame));
            return new Node(frames, samples, ofSlow, ofTypical, nodes);
        }
    }

    /**
     * Puts stacks together.
     *
     * @param root name of the whole
     * @param stages whose stacks
     * @param leastPart what has a smaller part than this of all samples, of those of slow requests and of those of typical
     *     ones is left out, with what it called
     */
    public static Node of(String root, Collection<CpuProfile.StageCpu> stages, double leastPart) {
        Growing whole = new Growing();
        for (CpuProfile.StageCpu stage : stages) {
            for (CpuProfile.Stack stack : stage.stacks()) {
                Growing at = whole;
                at.add(stack);
                for (String frame : stack.frames().split(";", -1)) {
                    at = at.called.computeIfAbsent(frame, name -> new Growing());
                    at.add(stack);
                }
            }
        }
        return whole.grown(List.of(), root, whole, leastPart);
    }
}
