package io.narrows.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Bytes that the process moved, from {@code /proc/self/io} (proc_pid_io(5)): by calls of read and write, whether they
 * reached a disk or not, and from and to storage. Mapped files count in the second only.
 */
final class ProcessIo implements LaneSource {
    private static final byte[][] KEYS = {
        ProcFile.key("rchar:"), ProcFile.key("wchar:"), ProcFile.key("read_bytes:"), ProcFile.key("write_bytes:")
    };

    private static final List<Lane> LANES = List.of(
            Lane.delta("io.read", "bytes"),
            Lane.delta("io.written", "bytes"),
            Lane.delta("io.storage.read", "bytes"),
            Lane.delta("io.storage.written", "bytes"));

    private final ProcFile file;

    ProcessIo(Path root) {
        file = new ProcFile(root.resolve("proc/self/io"), 512);
    }

    @Override
    public List<Lane> lanes() {
        return LANES;
    }

    @Override
    public void read(long[] values, int first) throws IOException {
        file.refresh();
        for (int i = 0; i < KEYS.length; i++) {
            values[first + i] = file.find(KEYS[i]) ? file.number() : ABSENT;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
