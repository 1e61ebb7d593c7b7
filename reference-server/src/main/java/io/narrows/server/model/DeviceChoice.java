package io.narrows.server.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model shall run.
 *
 * @param gpu number of the GPU, {@link #AUTO} for the first one if there is any, {@link #CPU} for none
 */
public record DeviceChoice(int gpu) {
    /** What a choice is, in words. */
    public static final String RULE = "auto, cpu or gpu:N with N from 0 to 63";

    /** The first GPU that the engine finds, the processor where it finds none. */
    public static final DeviceChoice AUTO = new DeviceChoice(-1);

    /** The processor. */
    public static final DeviceChoice CPU = new DeviceChoice(-2);

    private static final Pattern GPU = Pattern.compile("gpu:([0-9]|[1-5][0-9]|6[0-3])");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static DeviceChoice of(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        if (text.equals("cpu")) {
            return CPU;
        }
        Matcher gpu = GPU.matcher(text);
        if (!gpu.matches()) {
            throw new IllegalArgumentException("device is \"" + text + "\"; it must be " + RULE);
        }
        return new DeviceChoice(Integer.parseInt(gpu.group(1)));
    }

    /** As it is written. */
    @Override
    public String toString() {
        return equals(AUTO) ? "auto" : equals(CPU) ? "cpu" : "gpu:" + gpu;
    }
}
