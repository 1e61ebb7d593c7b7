package io.narrows.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the control groups of this process are: {@code /proc/self/cgroup} names its group in each hierarchy (cgroups(7)),
 * {@code /proc/self/mountinfo} says where the hierarchy is mounted and from which group on.
 */
final class CgroupFiles {
    /** Deeper than groups are nested in practice; a bound for what is opened. */
    private static final int DEEPEST = 16;

    private CgroupFiles() {}

    /**
     * The {@code cpu.stat} of the process's group and of those around it that can be seen, the innermost first.
     *
     * @param root of the file system
     * @throws IOException when there are no control groups for CPU time here, with the reason
     */
    static List<Path> cpuStat(Path root) throws IOException {
        String own = null;
        String unified = null;
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3); // number:controllers:group
            if (parts.length == 3 && Arrays.asList(parts[1].split(",", -1)).contains("cpu")) {
                own = parts[2];
            } else if (parts.length == 3 && parts[0].equals("0")) {
                unified = parts[2];
            }
        }
        boolean version1 = own != null;
        String group = version1 ? own : unified;
        if (group == null) {
            throw new IOException("the process is in no control group for CPU time");
        }
        Mount mount = mount(root.resolve("proc/self/mountinfo"), version1);
        if (mount == null) {
            throw new IOException("no control group for CPU time is mounted");
        }
        return existing(root.resolve(mount.point.substring(1)), mount.below(group));
    }

    private static List<Path> existing(Path top, String group) throws IOException {
        List<Path> found = new ArrayList<>();
        Path relative = Path.of(group.replaceFirst("^/+", "")).normalize();
        if (relative.startsWith("..")) {
            relative = null; // a group beside those that this process may see
        }
        for (int i = 0; relative != null && i < DEEPEST; i++) {
            Path stat = top.resolve(relative).resolve("cpu.stat");
            if (Files.isReadable(stat)) {
                found.add(stat);
            }
            relative = relative.toString().isEmpty() ? null : parent(relative);
        }
        if (found.isEmpty()) {
            throw new IOException("the control group of the process has no cpu.stat that may be read");
        }
        return found;
    }

    private static Path parent(Path group) {
        Path parent = group.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private record Mount(String from, String point) {
        /** The group as seen below the mount point; a container may see only its own part of the tree. */
        String below(String group) {
            if (from.equals("/") || !(group + "/").startsWith(from + "/")) {
                return from.equals("/") ? group : "";
            }
            return group.substring(from.length());
        }
    }

    private static @Nullable Mount mount(Path mountInfo, boolean version1) throws IOException {
        for (String line : lines(mountInfo)) {
            // 31 30 0:28 /from /point rw,relatime ... - type source options (proc_pid_mountinfo(5))
            int dash = line.indexOf(" - ");
            String[] before = dash < 0 ? new String[0] : line.substring(0, dash).split(" ", -1);
            String[] behind =
                    dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
            if (before.length < 5 || behind.length < 3 || !before[4].startsWith("/")) {
                continue;
            }
            boolean right = version1
                    ? behind[0].equals("cgroup")
                            && Arrays.asList(behind[2].split(",", -1)).contains("cpu")
                    : behind[0].equals("cgroup2");
            if (right) {
                return new Mount(before[3], before[4]);
            }
        }
        return null;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException | SecurityException e) {
            throw new IOException(file + " cannot be read", e);
        }
    }
}
