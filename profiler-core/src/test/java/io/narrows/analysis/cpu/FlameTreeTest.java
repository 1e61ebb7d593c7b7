package io.narrows.analysis.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.cpu.CpuProfile.Stack;
import io.narrows.analysis.cpu.CpuProfile.StageCpu;
import io.narrows.analysis.cpu.FlameTree.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlameTreeTest {

    @Test
    void putsTogetherWhatStacksHaveInCommon() {
        Node root = FlameTree.of(
                "forward",
                List.of(stage(
                        new Stack("run;work;product", 6, 4, 1),
                        new Stack("run;work;sum", 3, 0, 2),
                        new Stack("run;work", 1, 0, 1))),
                0);

        assertEquals(List.of("forward", "run", "work"), root.frames(), "who only call the next are one");
        assertEquals(10, root.samples());
        assertEquals(
                List.of(new Node(List.of("product"), 6, 4, 1, List.of()), new Node(List.of("sum"), 3, 0, 2, List.of())),
                root.called());
    }

    @Test
    void addsStagesUp() {
        Node root = FlameTree.of(
                "all",
                List.of(stage(new Stack("a;b", 2, 1, 0)), stage(new Stack("a;c", 3, 0, 1), new Stack("d", 5, 0, 0))),
                0);

        assertEquals(
                List.of("a", "d"),
                root.called().stream().map(Node::frame).sorted().toList());
        assertEquals(5, root.called().get(0).samples());
        assertEquals(5, root.called().get(1).samples());
    }

    @Test
    void leavesOutWhatIsSmall() {
        StageCpu many = stage(new Stack("big;a", 96, 0, 0), new Stack("big;b", 3, 0, 0), new Stack("small;c", 1, 0, 0));

        Node root = FlameTree.of("s", List.of(many), 0.02);

        assertEquals(List.of("big"), root.called().stream().map(Node::frame).toList());
        assertEquals(100, root.samples(), "what is not drawn still counts in the whole");
        assertTrue(FlameTree.of("s", List.of(), 0.5).called().isEmpty());
    }

    @Test
    void keepsWhatIsLargeForFewRequestsOnly() {
        StageCpu stage = stage(
                new Stack("usual", 985, 10, 100),
                new Stack("slow", 5, 5, 0),
                new Stack("typical", 5, 0, 5),
                new Stack("neither", 5, 0, 0));

        Node root = FlameTree.of("s", List.of(stage), 0.02);

        assertEquals(
                List.of("slow", "typical", "usual"),
                root.called().stream().map(Node::frame).sorted().toList());
    }

    private static StageCpu stage(Stack... stacks) {
        double samples = 0;
        double slow = 0;
        double typical = 0;
        for (Stack stack : stacks) {
            samples += stack.samples();
            slow += stack.ofSlow();
            typical += stack.ofTypical();
        }
        return new StageCpu("forward", "COMPUTE", samples, slow, typical, List.of(stacks));
    }
}
