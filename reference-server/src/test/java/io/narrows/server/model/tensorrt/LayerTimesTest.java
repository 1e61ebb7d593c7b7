package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.profiler.OperatorTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerTimesTest {
    private final LayerTimes times = new LayerTimes();

    @Test
    void aNodeIsItsLayerAndOperator() {
        times.add("/encoder/layer.3/attention/self/query/MatMul", 0.25f);
        assertEquals(List.of(time("encoder.layer.3.attention.self.query", "MatMul", 1, 250_000)), times.operators());
    }

    @Test
    void timesOfOneOperatorAddUp() {
        times.add("/encoder/layer.0/attention/self/Reshape_1", 0.5f);
        times.add("/encoder/layer.0/attention/self/Reshape_2", 0.25f);
        assertEquals(List.of(time("encoder.layer.0.attention.self", "Reshape", 2, 750_000)), times.operators());
    }

    @Test
    void fusedNodesBelongToWhatTheyHaveInCommon() {
        times.add("/encoder/layer.1/output/dense/MatMul + /encoder/layer.1/output/dense/Add", 1);
        times.add("/encoder/layer.1/intermediate/dense/Add, /encoder/layer.1/intermediate/intermediate_act_fn/Erf", 1);
        times.add("{ForeignNode[/embeddings/LayerNorm/Sqrt.../encoder/layer.5/output/LayerNorm/Add_1]}", 1);
        assertEquals(
                List.of(
                        time("encoder.layer.1.output.dense", "MatMul + Add", 1, 1_000_000),
                        time("encoder.layer.1.intermediate", "Add + Erf", 1, 1_000_000),
                        time("", "Sqrt + Add", 1, 1_000_000)),
                times.operators());
    }

    @Test
    void kernelsOfTheCompilerAreToldByTheirKind() {
        times.add("__myl_FcAddMul_myl0_12", 0.5f);
        times.add("__myl_FcAddMul_myl0_13", 0.5f);
        times.add("Reformatting CopyNode for Input Tensor 0", 0);
        times.add(" ", 0);
        assertEquals(
                List.of(
                        time("", "FcAddMul", 2, 1_000_000),
                        time("", "Reformatting CopyNode for Input Tensor 0", 1, 0),
                        time("", "?", 1, 0)),
                times.operators());
    }

    private static OperatorTime time(String layer, String operator, long calls, long ns) {
        return new OperatorTime(layer, operator, calls, ns, -1, ns);
    }
}
