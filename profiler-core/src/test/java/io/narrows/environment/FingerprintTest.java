package io.narrows.environment;

import static io.narrows.environment.Fingerprint.NOT_AVAILABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

    @TempDir
    private Path root;

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Map<String, String> collect() {
        return Fingerprint.collect(new LinuxFacts(root));
    }

    @Test
    void namesNeitherUserNorHomeFolder() {
        String all = Fingerprint.collect().toString();
        assertFalse(all.contains(System.getProperty("user.home")), all);
        assertFalse(all.contains(System.getProperty("java.io.tmpdir")), all);
    }

    @Test
    void namesTheCommit() {
        String commit = collect().get("narrows.commit");
        assertTrue(commit.matches("[0-9a-f]{7,40}( \\+ changes)?|unknown"), commit);
    }

    @Test
    void everyPlatformHasTheSameKeys() {
        assertEquals(Fingerprint.collect().keySet(), collect().keySet());
        assertEquals(NOT_AVAILABLE, collect().get("kernel"));
        assertEquals(NOT_AVAILABLE, collect().get("container.cpus"));
        assertTrue(collect().values().stream().noneMatch(String::isBlank)
                || collect().get("jvm.flags").isBlank());
    }

    @Test
    void readsLinuxFiles() throws IOException {
        file("etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        file("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        file(
                "proc/cpuinfo",
                "processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\nflags\t\t: fpu sse4_2 fma avx2 lm amx_bf16\n");
        file("proc/meminfo", "MemTotal:        1000 kB\n");
        file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        file("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
        file("proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue\n");
        file("proc/driver/nvidia/gpus/0000:65:00.0/information", "Model: \t\t NVIDIA H100\nIRQ: 1\n");
        Map<String, String> facts = collect();
        assertEquals("amx_bf16 avx2 fma sse4_2", facts.get("cpu.flags"));
        assertEquals("NVIDIA H100", facts.get("gpu"));
        assertEquals("550.54.15", facts.get("gpu.driver"));
        assertEquals("Debian GNU/Linux 12 (bookworm)", facts.get("os"));
        assertEquals("6.1.0-18-amd64", facts.get("kernel"));
        assertEquals("Some CPU @ 2.00GHz", facts.get("cpu.model"));
        assertEquals("1024000", facts.get("memory.bytes"));
        assertEquals("madvise", facts.get("memory.hugepages"));
        assertEquals("tsc", facts.get("clocksource"));
    }

    @Test
    void theTightestLimitOfTheGroupAndItsAncestorsCounts() throws IOException {
        file("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
        file("proc/self/cgroup", "0::/outer/inner\n");
        file("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
        file("sys/fs/cgroup/outer/inner/cpu.max", "400000 100000\n");
        file("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        assertEquals("1.50", collect().get("container.cpus"));
        assertEquals("unlimited", collect().get("container.memory.bytes"));
    }

    @Test
    void garbledFilesAreNotAvailable() throws IOException {
        file("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
        file("sys/fs/cgroup/cpu.max", "many\n");
        file("sys/fs/cgroup/memory.max", "12x\n");
        file("proc/meminfo", "MemTotal: lots\n");
        assertEquals(NOT_AVAILABLE, collect().get("container.cpus"));
        assertEquals(NOT_AVAILABLE, collect().get("container.memory.bytes"));
        assertEquals(NOT_AVAILABLE, collect().get("memory.bytes"));
    }

    @Test
    void flagsKeepWhatChangesTheJvmAndNoPathOrProperty() {
        assertEquals(
                "-Xmx1g -XX:+UseZGC -XX:HeapDumpPath=(path) -Xlog:(path) -javaagent:agent.jar"
                        + " --add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                Fingerprint.flags(List.of(
                        "-Xmx1g",
                        "-XX:+UseZGC",
                        "-Dpassword=secret",
                        "-XX:HeapDumpPath=/home/me/dumps",
                        "-Xlog:gc:file=/home/me/gc.log",
                        "-javaagent:/home/me/agent.jar=token=secret",
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED")));
    }
}
