package io.narrows.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * All cores of the host together, from the first line of {@code /proc/stat} (proc_stat(5)): busy with anything, idle while
 * something waits for a disk, and taken by the hypervisor for others. In clock ticks of 10 ms per core.
 */
final class SystemStat implements LaneSource {
    private static final byte[] CPU = ProcFile.key("cpu ");

    private static final List<Lane> LANES = List.of(
            Lane.delta("system.cpu.busy", "ns"),
            Lane.delta("system.cpu.iowait", "ns"),
            Lane.delta("system.cpu.steal", "ns"));

    private final ProcFile file;

    SystemStat(Path root) {
        file = new ProcFile(root.resolve("proc/stat"), 512);
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        file.refresh();
        if (!file.find(CPU)) {
            throw new IOException("/proc/stat has no line of all cores");
        }
        long busy = file.number() + file.number() + file.number(); // user, with guests; nice; system
        file.number(); // idle
        long iowait = file.number();
        busy += file.number() + file.number(); // interrupts, soft interrupts
        values[first] = busy * ProcessStat.TICK_NS;
        values[first + 1] = iowait * ProcessStat.TICK_NS;
        values[first + 2] = file.number() * ProcessStat.TICK_NS;
    }

    @Override
    public void close() {
        file.close();
    }
}
