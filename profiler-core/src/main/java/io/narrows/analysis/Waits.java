package io.narrows.analysis;

import java.util.Locale;

/** Which stages are a wait rather than work. The one place of that rule. Holds no state. */
public final class Waits {

    private Waits() {}

    /** Whether a stage of this name is a wait: its name contains {@code queue} or {@code wait}, in any case. */
    public static boolean isWait(String stage) {
        String name = stage.toLowerCase(Locale.ROOT);
        return name.contains("queue") || name.contains("wait");
    }

    /**
     * Whether a wait is one for the result of an equal request, and not for a worker: its name contains {@code coalesce}, in
     * any case.
     */
    public static boolean isForEqual(String stage) {
        return isWait(stage) && stage.toLowerCase(Locale.ROOT).contains("coalesce");
    }
}
