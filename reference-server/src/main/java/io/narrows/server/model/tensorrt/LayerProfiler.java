package io.narrows.server.model.tensorrt;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Is TensorRT's {@code IProfiler}: hears of each layer of a pass how long it ran. Must live as long as the execution context that
 * it was set on. For one thread at a time.
 */
final class LayerProfiler {
    private final CppObject.Made object;
    private @Nullable LayerTimes times;

    /** {@code virtual void reportLayerTime(char const* layerName, float ms) noexcept}. */
    interface ReportLayerTime extends Callback {
        void call(Pointer self, @Nullable String layerName, float ms);
    }

    /** One of the two slots of {@code virtual ~IProfiler() noexcept}; TensorRT does not own profilers and never calls it. */
    interface Destructor extends Callback {
        void call(Pointer self);
    }

    LayerProfiler() {
        ReportLayerTime report = (self, layerName, ms) -> heard(layerName, ms);
        Destructor none = self -> {};
        object = new CppObject.Made(report, none, none);
    }

    private void heard(@Nullable String layerName, float ms) {
        LayerTimes hearing = times;
        if (hearing != null) {
            hearing.add(layerName == null ? "" : layerName, ms);
        }
    }

    /** Where the C++ object is. */
    long address() {
        return object.address();
    }

    /** Hands what is heard while an action runs to {@code times}. */
    void hear(LayerTimes times, Runnable action) {
        this.times = times;
        try {
            action.run();
        } finally {
            this.times = null;
        }
    }
}
