package io.narrows.environment;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Memory that the JVM manages: heap, buffers outside of it, class metadata, compiled code. The last two change slowly and
 * cost the most to read, so that they are read every so many times only.
 */
final class JvmMemory implements LaneSource {
    private static final int SLOW_EVERY = 10;

    private static final List<Lane> LANES = List.of(
            Lane.gauge("heap.used", "bytes"),
            Lane.gauge("heap.committed", "bytes"),
            Lane.gauge("offheap.direct", "bytes"),
            Lane.gauge("offheap.mapped", "bytes"),
            Lane.gauge("offheap.metaspace", "bytes"),
            Lane.gauge("offheap.code", "bytes"));

    private final Runtime runtime = Runtime.getRuntime();
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    private final List<MemoryPoolMXBean> metaspace = new ArrayList<>();
    private final List<MemoryPoolMXBean> code = new ArrayList<>();
    private long metaspaceBytes = ABSENT;
    private long codeBytes = ABSENT;
    private int readings;

    JvmMemory() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            String name = pool.getName().toLowerCase(Locale.ROOT);
            if (pool.getType() == MemoryType.NON_HEAP && name.startsWith("code")) {
                code.add(pool); // one code cache, or its segments
            } else if (name.equals("metaspace")) { // class space is a part of it
                metaspace.add(pool);
            }
        }
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) {
        if (readings++ % SLOW_EVERY == 0) {
            metaspaceBytes = used(metaspace);
            codeBytes = used(code);
        }
        long committed = runtime.totalMemory();
        values[first] = committed - runtime.freeMemory();
        values[first + 1] = committed;
        values[first + 2] = pool("direct");
        values[first + 3] = pool("mapped");
        values[first + 4] = metaspaceBytes;
        values[first + 5] = codeBytes;
    }

    private long pool(String name) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).getName().equals(name)) {
                return buffers.get(i).getMemoryUsed();
            }
        }
        return ABSENT;
    }

    private static long used(List<MemoryPoolMXBean> pools) {
        long bytes = pools.isEmpty() ? ABSENT : 0;
        for (MemoryPoolMXBean pool : pools) {
            bytes += pool.getUsage().getUsed();
        }
        return bytes;
    }
}
