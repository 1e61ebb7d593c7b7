package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
    @ParameterizedTest
    @CsvSource({"auto, 0, cpu", "auto, 1, gpu:0", "auto, 4, gpu:0", "cpu, 4, cpu", "gpu:0, 1, gpu:0", "gpu:3, 4, gpu:3"
    })
    void aChoiceIsADevice(String choice, int gpus, String expected) {
        Device device = Devices.of(DeviceChoice.of(choice), "PyTorch", gpus);
        assertEquals(expected, Devices.name(device));
        assertEquals(choice, DeviceChoice.of(choice).toString());
    }

    @ParameterizedTest
    @CsvSource({"gpu:0, 0, no GPU", "gpu:1, 1, only gpu:0", "gpu:5, 4, only gpu:0 to gpu:3"})
    void aGpuThatIsNotThereIsOneLine(String choice, int gpus, String finds) {
        ModelException e =
                assertThrows(ModelException.class, () -> Devices.of(DeviceChoice.of(choice), "PyTorch", gpus));
        assertEquals(
                "device \"" + choice + "\" is not available: engine PyTorch finds " + finds
                        + " here; use \"cpu\" or \"auto\"",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "gpu:", "gpu:-1", "gpu:64", "gpu:01", "GPU:0", "cuda:0", "auto "})
    void whatIsNoChoiceIsRefused(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> DeviceChoice.of(text));
        assertEquals("device is \"" + text + "\"; it must be auto, cpu or gpu:N with N from 0 to 63", e.getMessage());
    }

    @Test
    void theTwoWordsAreNotGpus() {
        assertEquals(DeviceChoice.AUTO, DeviceChoice.of("auto"));
        assertEquals(DeviceChoice.CPU, DeviceChoice.of("cpu"));
        assertEquals(new DeviceChoice(7), DeviceChoice.of("gpu:7"));
    }
}
