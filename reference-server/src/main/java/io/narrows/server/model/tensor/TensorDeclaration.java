package io.narrows.server.model.tensor;

import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.ModelInfo.TensorInfo;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of any tensors, as its {@code model.yaml} declares it.
 *
 * @param name its name
 * @param version its version, decimal
 * @param engine the engine that runs it
 * @param file its network
 * @param inputs its inputs, in the order in which a TorchScript network takes them
 * @param outputs its outputs, in the order in which a TorchScript network returns them
 * @param batchAxis the axis along which requests may be joined, null for none
 * @param device where it runs
 * @param warmUp whether it is run once, with zeros, when it is opened, which checks the outputs
 */
public record TensorDeclaration(
        String name,
        String version,
        String engine,
        Path file,
        List<TensorInfo> inputs,
        List<TensorInfo> outputs,
        @Nullable BatchAxis batchAxis,
        DeviceChoice device,
        boolean warmUp) {
    public TensorDeclaration {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** How it is called in messages. */
    public String label() {
        return "model \"" + name + "\" version " + version;
    }
}
