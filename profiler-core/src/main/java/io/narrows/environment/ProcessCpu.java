package io.narrows.environment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** CPU time of the process as the JVM tells it, on every platform: finer than the ticks of {@link ProcessStat}. */
final class ProcessCpu implements LaneSource {
    private static final List<Lane> LANES = List.of(Lane.delta("process.cpu", "ns"));

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            throw new IOException("this JVM does not tell its CPU time");
        }
        long ns = system.getProcessCpuTime();
        values[first] = ns < 0 ? ABSENT : ns;
    }
}
