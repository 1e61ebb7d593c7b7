package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.onnx.OnnxLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxTraceTest {

    private static final String NODES = """
            {"cat": "Session", "name": "session_initialization", "ts": 1, "dur": 90, "tid": 1, "ph": "X", "args": {}},
            {"cat": "Node", "name": "/dense/MatMul_kernel_time", "ts": 110, "dur": 30, "tid": 1, "ph": "X",
             "args": {"op_name": "MatMul", "output_size": "4096", "input_type_shape": [{"float": [1, 8]}], "node_index": "3"}},
            {"cat": "Node", "name": "/dense/Add_kernel_time", "ts": 140, "dur": 5, "tid": 1, "ph": "X",
             "args": {"op_name": "Add", "output_size": "4096"}},
            {"cat": "Node", "name": "/dense/Add_fence_after", "ts": 145, "dur": 50, "tid": 1, "ph": "X",
             "args": {"op_name": "Add"}},
            {"cat": "Node", "name": "/norm/Pow_kernel_time", "ts": 150, "dur": 2, "tid": 1, "ph": "X",
             "args": {"op_name": "Pow", "output_size": "8"}}""";
    private static final String RUN = """
            {"cat": "Session", "name": "SequentialExecutor::Execute", "ts": 105, "dur": 60, "tid": 1, "ph": "X", "args": {}},
            {"cat": "Session", "name": "model_run", "ts": 100, "dur": 70, "tid": 1, "ph": "X", "args": {}}""";
    private static final String NEXT = """
            {"cat": "Session", "name": "model_run", "ts": 200, "dur": 40, "tid": 2, "ph": "X", "args": {}},
            {"cat": "Node", "name": "/dense/MatMul_kernel_time", "ts": 210, "dur": 25, "tid": 2, "ph": "X",
             "args": {"op_name": "MatMul", "output_size": "1024"}}""";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private List<OnnxTrace.Run> read(String... events) throws IOException {
        return OnnxTrace.read(file("[\n" + String.join(",\n", events) + "\n]\n"), OnnxLayers::of);
    }

    @Test
    void tellsEachRunByItself() throws IOException {
        List<OnnxTrace.Run> told = List.of(
                new OnnxTrace.Run(
                        70_000,
                        List.of(
                                new OperatorTime("dense", "MatMul", 1, 30_000, 4_096, 0),
                                new OperatorTime("dense", "Add", 1, 5_000, 4_096, 0),
                                new OperatorTime("norm", "Pow", 1, 2_000, 8, 0))),
                new OnnxTrace.Run(40_000, List.of(new OperatorTime("dense", "MatMul", 1, 25_000, 1_024, 0))));

        assertEquals(told, read(NODES, RUN, NEXT), "in the order of their ends");
        assertEquals(told, read(RUN, NODES, NEXT), "in the order of their starts");
        assertEquals(told, read(NEXT, RUN, NODES), "in no order");
    }

    /** A layout that was read in the engine's source; no file of a GPU was ever seen here. */
    @Test
    void kernelsOnADeviceCountForTheirNode() throws IOException {
        String kernels = """
                {"cat": "Kernel", "name": "gemm_128x64", "ts": 131, "dur": 300, "tid": 9, "ph": "X",
                 "args": {"stream": "7", "op_name": "MatMul", "parent_name": "/dense/MatMul_kernel_time"}},
                {"cat": "Kernel", "name": "splitk", "ts": 195, "dur": 20, "tid": 9, "ph": "X",
                 "args": {"stream": "7", "op_name": "MatMul", "parent_name": "/dense/MatMul_kernel_time"}},
                {"cat": "Kernel", "name": "copy", "ts": 198, "dur": 20, "tid": 9, "ph": "X", "args": {"stream": "7"}}""";

        List<OnnxTrace.Run> told = read(NODES, RUN, kernels, NEXT);

        assertEquals(
                new OperatorTime("dense", "MatMul", 1, 30_000, 4_096, 320_000),
                told.get(0).times().get(0));
        assertEquals(0, told.get(1).times().get(0).deviceNs());
    }

    @Test
    void whatALoopRanIsTakenOffTheLoop() throws IOException {
        String loop = """
                {"cat": "Node", "name": "/loop/Loop_kernel_time", "ts": 110, "dur": 50, "tid": 1,
                 "args": {"op_name": "Loop", "output_size": "0"}},
                {"cat": "Node", "name": "/loop/body/Add_kernel_time", "ts": 120, "dur": 30, "tid": 1,
                 "args": {"op_name": "Add", "output_size": "0"}}""";

        assertEquals(
                List.of(
                        new OperatorTime("loop", "Loop", 1, 20_000, 0, 0),
                        new OperatorTime("loop", "Add", 1, 30_000, 0, 0)),
                read(loop, RUN).get(0).times());
    }

    @Test
    void refusesWhatIsNoTrace() throws IOException {
        Path cut = file("[\n" + NODES);
        Path other = file("{\"a\": 1}");
        Path empty = file("");
        assertThrows(IOException.class, () -> OnnxTrace.read(cut, OnnxLayers::of));
        assertThrows(IOException.class, () -> OnnxTrace.read(other, OnnxLayers::of));
        assertThrows(IOException.class, () -> OnnxTrace.read(empty, OnnxLayers::of));
        assertThrows(IOException.class, () -> OnnxTrace.read(folder.resolve("none"), OnnxLayers::of));
        assertEquals(List.of(), OnnxTrace.read(file("[\n]\n"), OnnxLayers::of));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "trace", ".json"), text);
    }
}
