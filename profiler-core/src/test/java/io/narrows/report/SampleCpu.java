package io.narrows.report;

import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.analysis.cpu.CpuProfile.Stack;
import io.narrows.analysis.cpu.CpuProfile.StageCpu;
import java.util.List;

/** Samples of a server whose slow requests spend more of their time on a matrix product. */
final class SampleCpu {

    private static final String WORKER = "java.lang.Thread.run;io.narrows.server.batching.Batcher.work;";
    private static final String FORWARD = WORKER + "ai.djl.pytorch.jni.PyTorchLibrary.moduleRunMethod;";

    private SampleCpu() {}

    static CpuProfile profile() {
        return new CpuProfile(
                1_200,
                1_000,
                List.of(
                        new StageCpu(
                                "forward",
                                "COMPUTE",
                                900,
                                200,
                                150,
                                List.of(
                                        new Stack(
                                                FORWARD
                                                        + "at::native::linear(at::Tensor const&);libtorch_cpu.so.mkl_blas_sgemm",
                                                600,
                                                160,
                                                75),
                                        new Stack(
                                                FORWARD + "at::native::softmax(at::Tensor const&, long)", 250, 35, 60),
                                        new Stack(FORWARD + "at::native::<script>alert(1)</script>", 50, 5, 15))),
                        new StageCpu(
                                "tokenize",
                                "DATA",
                                100,
                                5,
                                20,
                                List.of(new Stack(
                                        "java.lang.Thread.run;io.narrows.server.model.djl.TextTokenizer.encode",
                                        100,
                                        5,
                                        20)))));
    }
}
