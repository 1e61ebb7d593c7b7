package io.narrows.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Time in which tasks of the host stood still for want of a resource, from {@code /proc/pressure} (the kernel's PSI): at
 * least one of them ({@code some}), or all that were not idle ({@code full}). Kept by the kernel in us.
 */
final class Pressure implements LaneSource {
    private static final byte[][] KEYS = {ProcFile.key("some "), ProcFile.key("full ")};
    private static final char TOTAL = 't'; // the only word of the line with this letter

    private final List<Lane> lanes;
    private final ProcFile file;
    private long someBefore = ABSENT;
    private boolean some = true;

    /**
     * Does not open it yet.
     *
     * @param root of the file system
     * @param resource {@code cpu}, {@code io} or {@code memory}
     */
    Pressure(Path root, String resource) {
        lanes = List.of(
                Lane.delta("pressure." + resource + ".some", "ns"), Lane.delta("pressure." + resource + ".full", "ns"));
        file = new ProcFile(root.resolve("proc/pressure").resolve(resource), 256);
    }

    @Override
    public List<Lane> lanes() {
        return lanes;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        file.refresh();
        for (int i = 0; i < KEYS.length; i++) {
            values[first + i] =
                    file.find(KEYS[i]) && file.behind(TOTAL) && file.behind('=') ? file.number() * 1000 : ABSENT;
        }
        some = values[first] == ABSENT || values[first] != someBefore;
        someBefore = values[first];
    }

    /** Whether a task may have stood still between the last two readings: false only when the kernel says that none did. */
    boolean some() {
        return some;
    }

    @Override
    public void close() {
        some = true;
        file.close();
    }
}
