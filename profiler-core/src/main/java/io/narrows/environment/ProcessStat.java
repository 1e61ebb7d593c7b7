package io.narrows.environment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The process as the kernel sees it, from {@code /proc/self/stat} (proc_pid_stat(5)): CPU time as user and in the kernel,
 * page faults, resident memory. CPU times come in clock ticks of 10 ms. Where there is no such file, the JVM tells the CPU
 * time at least.
 */
final class ProcessStat implements LaneSource {
    /** The kernel counts for user space in hundredths of a second on every architecture that Java runs on. */
    static final long TICK_NS = 10_000_000;

    private static final List<Lane> LANES = List.of(
            Lane.delta("process.cpu", "ns"),
            Lane.delta("process.cpu.user", "ns"),
            Lane.delta("process.cpu.system", "ns"),
            Lane.delta("faults.minor", ""),
            Lane.delta("faults.major", ""),
            Lane.gauge("memory.resident", "bytes"));

    private final ProcFile file;
    private final boolean there;
    private final long pageBytes;

    ProcessStat(Path root) {
        Path stat = root.resolve("proc/self/stat");
        there = Files.exists(stat);
        file = new ProcFile(stat, 1024);
        pageBytes = PageSize.read(root.resolve("proc/self/auxv"));
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        if (!there) {
            Arrays.fill(values, first, first + LANES.size(), ABSENT);
            values[first] = cpuNsOfJvm();
            return;
        }
        file.refresh();
        file.afterLast(')'); // the name, which may hold blanks and parentheses; the fields are numbered from 1
        file.skipWords(7); // 3 state to 9 flags
        values[first + 3] = file.number();
        file.skipWords(1);
        values[first + 4] = file.number();
        file.skipWords(1);
        long userNs = file.number() * TICK_NS; // 14 utime
        long systemNs = file.number() * TICK_NS;
        values[first] = userNs + systemNs;
        values[first + 1] = userNs;
        values[first + 2] = systemNs;
        file.skipWords(8); // 16 cutime to 23 vsize
        values[first + 5] = file.number() * pageBytes;
    }

    private static long cpuNsOfJvm() throws IOException {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            throw new IOException("neither the system nor the JVM tells the CPU time of the process");
        }
        long ns = system.getProcessCpuTime();
        return ns < 0 ? ABSENT : ns;
    }

    @Override
    public void close() {
        file.close();
    }
}
