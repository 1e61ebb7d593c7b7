package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.djl.DjlTensorModel;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorDeclaration;
import io.narrows.server.model.tensor.TensorModel;
import io.narrows.server.model.variants.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What engines tell of a file that is only known by its declared tensors: the default model's, read as one. */
class TensorProfileTest {

    private static final int LENGTH = 12;

    private static TensorModel open(String engine, List<String> inputs, TensorInfo output) {
        Path file = Models.cache()
                .prepare(TextModels.MINILM, engine, Variant.FP32, PrepareListener.SILENT)
                .network();
        return DjlTensorModel.open(
                new TensorDeclaration(
                        "any",
                        "1",
                        engine,
                        file,
                        inputs.stream()
                                .map(name -> new TensorInfo(name, "INT64", List.of(-1L, -1L)))
                                .toList(),
                        List.of(output),
                        new BatchAxis(0),
                        DeviceChoice.AUTO,
                        true),
                new EngineOptions(engine, 1),
                Models.cache(),
                PrepareListener.SILENT);
    }

    /** Tokens under a mask of ones, of one type where the network takes types. */
    private static List<Tensor> request(List<String> inputs) {
        List<Tensor> tensors = new ArrayList<>();
        for (int input = 0; input < inputs.size(); input++) {
            ByteBuffer values = ByteBuffer.allocate(LENGTH * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < LENGTH; i++) {
                values.putLong(input == 0 ? 2_000 + i : input == 1 ? 1 : 0);
            }
            tensors.add(Tensor.of(inputs.get(input), Datatype.INT64, List.of(1L, (long) LENGTH), values.flip()));
        }
        return tensors;
    }

    private static List<ProfiledForward> profiled(TensorModel model, List<String> inputs) {
        List<ProfiledForward> told = new ArrayList<>();
        List<List<Tensor>> requests = List.of(request(inputs), request(inputs));
        model.beginProfiles();
        try (TensorModel.Runner runner = model.newRunner()) {
            List<List<Tensor>> plain;
            try (TensorModel.Batch batch = runner.assemble(requests)) {
                batch.forward();
                plain = batch.read();
            }
            try (TensorModel.Batch batch = runner.assemble(requests)) {
                ForwardProfile profile = batch.forwardProfiled();
                assertTrue(profile.taken());
                assertEquals(plain, batch.read());
                profile.stop();
                profile.tell(told::add);
            }
        }
        model.endProfiles();
        return told;
    }

    @Test
    void onnxRuntimeTellsTheLayersOfAnyFile() {
        List<String> inputs = List.of("input_ids", "attention_mask", "token_type_ids");
        try (TensorModel model = open(
                EngineOptions.ONNXRUNTIME,
                inputs,
                new TensorInfo("last_hidden_state", "FP32", List.of(-1L, -1L, 384L)))) {
            List<ProfiledForward> told = profiled(model, inputs);

            assertEquals(1, told.size());
            List<OperatorTime> dense = told.get(0).times().stream()
                    .filter(time -> time.layer().equals("encoder.layer.5.intermediate.dense")
                            && time.operator().equals("MatMul"))
                    .toList();
            assertEquals(1, dense.size(), () -> told.get(0).toString());
            assertEquals(4L * 2 * LENGTH * 1_536, dense.get(0).allocatedBytes());
        }
    }

    @Test
    void pyTorchTellsTheOperatorsOfAnyFile() {
        List<String> inputs = List.of("ids", "mask");
        try (TensorModel model =
                open(EngineOptions.PYTORCH, inputs, new TensorInfo("embedding", "FP32", List.of(-1L, 384L)))) {
            List<ProfiledForward> told = profiled(model, inputs);

            assertEquals(1, told.size());
            assertTrue(
                    told.get(0).times().stream()
                            .anyMatch(time -> time.operator().equals("aten::addmm")
                                    && time.layer().isEmpty()
                                    && time.calls() == 36),
                    () -> told.get(0).toString());
        }
    }
}
