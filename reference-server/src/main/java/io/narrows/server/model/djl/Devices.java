package io.narrows.server.model.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.ModelException;

/** Finds the device of a choice. Stateless. */
final class Devices {
    private Devices() {}

    /**
     * The device.
     *
     * @throws ModelException when the engine does not find the GPU that is asked for
     */
    static Device of(DeviceChoice choice, Engine engine) {
        return of(choice, engine.getEngineName(), gpus(engine));
    }

    /** A device as it is written. */
    static String name(Device device) {
        return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
    }

    /** GPUs that the engine can use: those of the host, where its native library is one for CUDA. */
    private static int gpus(Engine engine) {
        return engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
    }

    static Device of(DeviceChoice choice, String engine, int gpus) {
        if (choice.equals(DeviceChoice.CPU) || (choice.equals(DeviceChoice.AUTO) && gpus == 0)) {
            return Device.cpu();
        }
        if (choice.equals(DeviceChoice.AUTO)) {
            return Device.gpu(0);
        }
        if (choice.gpu() >= gpus) {
            throw new ModelException("device \"" + choice + "\" is not available: engine " + engine + " finds "
                    + (gpus == 0 ? "no GPU" : gpus == 1 ? "only gpu:0" : "only gpu:0 to gpu:" + (gpus - 1))
                    + " here; use \"cpu\" or \"auto\"");
        }
        return Device.gpu(choice.gpu());
    }
}
