package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.tensorrt.NetworkTensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTensorsTest {
    private static final Tensor STATES = new Tensor("last_hidden_state", false, "kFLOAT", List.of(-1L, -1L, 384L));

    @Test
    void theTensorsOfTheNetworkAreTakenInAnyOrder() {
        NetworkTensors.check(List.of(STATES, input("token_type_ids"), input("input_ids"), input("attention_mask")));
    }

    @Test
    void aMissingOneIsNamed() {
        ModelException e = assertThrows(
                ModelException.class, () -> NetworkTensors.check(List.of(input("input_ids"), input("attention_mask"))));
        assertEquals(
                "the plan has no input \"token_type_ids\" kINT64[-1, -1]; it has"
                        + " [input \"input_ids\" kINT64[-1, -1], input \"attention_mask\" kINT64[-1, -1]]",
                e.getMessage());
    }

    @Test
    void anotherTypeOrShapeIsAnotherTensor() {
        refused(new Tensor("last_hidden_state", false, "kHALF", List.of(-1L, -1L, 384L)));
        refused(new Tensor("last_hidden_state", false, "kFLOAT", List.of(-1L, 384L)));
        refused(new Tensor("last_hidden_state", false, "kFLOAT", List.of(-1L, -1L, 768L)));
        refused(new Tensor("last_hidden_state", true, "kFLOAT", List.of(-1L, -1L, 384L)));
    }

    @Test
    void oneTooManyIsNamed() {
        List<Tensor> tensors = new ArrayList<>(inputs());
        tensors.add(STATES);
        tensors.add(new Tensor("pooler", false, "kFLOAT", List.of(-1L, 384L)));
        ModelException e = assertThrows(ModelException.class, () -> NetworkTensors.check(tensors));
        assertEquals(
                "the plan has output \"pooler\" kFLOAT[-1, 384] too",
                e.getMessage().split(",? must")[0]);
    }

    private static void refused(Tensor states) {
        List<Tensor> tensors = new ArrayList<>(inputs());
        tensors.add(states);
        assertThrows(ModelException.class, () -> NetworkTensors.check(tensors));
    }

    private static List<Tensor> inputs() {
        return List.of(input("input_ids"), input("attention_mask"), input("token_type_ids"));
    }

    private static Tensor input(String name) {
        return new Tensor(name, true, "kINT64", List.of(-1L, -1L));
    }
}
