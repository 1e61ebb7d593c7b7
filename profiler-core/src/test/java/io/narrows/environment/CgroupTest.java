package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {
    private static final String V2_MOUNT = "30 22 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

    @TempDir
    private Path folder;

    private FakeRoot root;

    @BeforeEach
    void fakeRoot() {
        root = new FakeRoot(folder);
    }

    private long[] read() throws IOException {
        try (Cgroup cgroup = new Cgroup(folder)) {
            return FakeRoot.read(cgroup);
        }
    }

    private String refused() {
        return String.valueOf(assertThrows(IOException.class, this::read).getMessage());
    }

    @Test
    void version2OfTheOwnGroupAndThoseAroundIt() throws IOException {
        root.file("proc/self/cgroup", "0::/kube/pod/box\n").file("proc/self/mountinfo", V2_MOUNT);
        root.file(
                "sys/fs/cgroup/kube/pod/box/cpu.stat",
                "usage_usec 9\nnr_periods 5\nnr_throttled 3\nthrottled_usec 40\n");
        root.file("sys/fs/cgroup/kube/pod/cpu.stat", "usage_usec 9\nnr_periods 5\nnr_throttled 1\nthrottled_usec 2\n");
        root.file("sys/fs/cgroup/cpu.stat", "usage_usec 99\n"); // the top has no quota
        assertArrayEquals(new long[] {42_000, 4}, read());
    }

    @Test
    void version2AtTheTopHasNothingToTell() {
        root.file("proc/self/cgroup", "0::/\n").file("proc/self/mountinfo", V2_MOUNT);
        root.file("sys/fs/cgroup/cpu.stat", "usage_usec 99\nuser_usec 50\n");
        assertEquals("the process is in no control group that could limit its CPU", refused());
    }

    @Test
    void version1BesideVersion2() throws IOException {
        root.file("proc/self/cgroup", "4:memory:/m\n2:cpu,cpuacct:/service\n0::/unified\n");
        root.file(
                "proc/self/mountinfo",
                "31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                        + "40 30 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n");
        root.file("sys/fs/cgroup/cpu,cpuacct/service/cpu.stat", "nr_periods 8\nnr_throttled 2\nthrottled_time 1234\n");
        assertArrayEquals(new long[] {1234, 2}, read());
    }

    @Test
    void version1InAContainerThatSeesOnlyItsOwnPart() throws IOException {
        root.file("proc/self/cgroup", "2:cpu:/docker/abc\n");
        root.file("proc/self/mountinfo", "31 30 0:28 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n");
        root.file("sys/fs/cgroup/cpu/cpu.stat", "nr_periods 8\nnr_throttled 7\nthrottled_time 70\n");
        assertArrayEquals(new long[] {70, 7}, read());
    }

    @Test
    void aGroupOutsideOfTheContainersView() throws IOException {
        root.file("proc/self/cgroup", "0::/../other\n").file("proc/self/mountinfo", V2_MOUNT);
        root.file("sys/fs/cgroup/cpu.stat", "usage_usec 9\nnr_throttled 3\nthrottled_usec 1\n");
        root.file("sys/fs/other/cpu.stat", "usage_usec 9\nnr_throttled 9\nthrottled_usec 9\n");
        assertEquals("the control group of the process has no cpu.stat that may be read", refused());
    }

    @Test
    void missingAndMalformedFiles() {
        assertEquals(folder.resolve("proc/self/cgroup") + " cannot be read", refused());
        root.file("proc/self/cgroup", "nonsense\n");
        assertEquals("the process is in no control group for CPU time", refused());
        root.file("proc/self/cgroup", "0::/a\n").file("proc/self/mountinfo", "1 2 3\n - \n");
        assertEquals("no control group for CPU time is mounted", refused());
        root.file("proc/self/mountinfo", V2_MOUNT).file("sys/fs/cgroup/a/cpu.stat", "nr_throttled many\n");
        assertEquals(folder.resolve("sys/fs/cgroup/a/cpu.stat") + " has no number where one belongs", refused());
    }
}
