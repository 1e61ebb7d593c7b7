package io.narrows.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The process as the kernel sees it, from {@code /proc/self/stat} (proc_pid_stat(5)): CPU time as user and in the kernel,
 * page faults, resident memory. CPU times come in clock ticks of 10 ms.
 */
final class ProcessStat implements LaneSource {
    /** The kernel counts for user space in hundredths of a second on every architecture that Java runs on. */
    static final long TICK_NS = 10_000_000;

    private static final List<Lane> LANES = List.of(
            Lane.delta("process.cpu.user", "ns"),
            Lane.delta("process.cpu.system", "ns"),
            Lane.delta("faults.minor", ""),
            Lane.delta("faults.major", ""),
            Lane.gauge("memory.resident", "bytes"));

    private final ProcFile file;
    private final long pageBytes;

    ProcessStat(Path root) {
        file = new ProcFile(root.resolve("proc/self/stat"), 1024);
        pageBytes = PageSize.read(root.resolve("proc/self/auxv"));
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        file.refresh();
        file.afterLast(')'); // the name, which may hold blanks and parentheses; the fields are numbered from 1
        file.skipWords(7); // 3 state to 9 flags
        values[first + 2] = file.number();
        file.skipWords(1);
        values[first + 3] = file.number();
        file.skipWords(1);
        values[first] = file.number() * TICK_NS; // 14 utime
        values[first + 1] = file.number() * TICK_NS;
        file.skipWords(8); // 16 cutime to 23 vsize
        values[first + 4] = file.number() * pageBytes;
    }

    @Override
    public void close() {
        file.close();
    }
}
