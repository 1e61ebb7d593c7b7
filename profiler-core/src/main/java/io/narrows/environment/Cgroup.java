package io.narrows.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How often and how long the scheduler held the process's control group back because its CPU quota was used up, from the
 * group's {@code cpu.stat}: version 2 tells us, version 1 ns.
 */
final class Cgroup implements LaneSource {
    private static final byte[] TIMES = ProcFile.key("nr_throttled ");
    private static final byte[] US = ProcFile.key("throttled_usec ");
    private static final byte[] NS = ProcFile.key("throttled_time ");

    private static final List<Lane> LANES =
            List.of(Lane.delta("cgroup.throttled", "ns"), Lane.delta("cgroup.throttled.times", ""));

    private final Path root;
    private List<ProcFile> files = List.of();

    Cgroup(Path root) {
        this.root = root;
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    /** Of the process's own group and those around it: whichever has a quota is the one that holds it back. */
    @Override
    public void read(long[] values, int first) throws IOException {
        if (files.isEmpty()) {
            files = CgroupFiles.cpuStat(root).stream()
                    .map(path -> new ProcFile(path, 1024))
                    .toList();
        }
        long ns = 0;
        long times = 0;
        boolean told = false;
        for (int i = 0; i < files.size(); i++) {
            ProcFile file = files.get(i);
            file.refresh();
            if (!file.find(TIMES)) {
                continue; // the group at the top of version 2 has no quota
            }
            times += file.number();
            if (file.find(US)) {
                ns += file.number() * 1000;
                told = true;
            } else if (file.find(NS)) {
                ns += file.number();
                told = true;
            }
        }
        if (!told) {
            throw new IOException("the process is in no control group that could limit its CPU");
        }
        values[first] = ns;
        values[first + 1] = times;
    }

    @Override
    public void close() {
        files.forEach(ProcFile::close);
    }
}
