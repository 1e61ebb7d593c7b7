package io.narrows.environment;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Facts about the host and the JVM that decide whether two runs can be compared.
 *
 * <p>Holds no user name, no host name and no path; of the JVM's options only those that change how it runs. What a
 * platform does not tell is {@link #NOT_AVAILABLE}, so that every fingerprint has the same keys.
 */
public final class Fingerprint {

    /** Value of a key that this platform does not tell. */
    public static final String NOT_AVAILABLE = "not available here";

    private Fingerprint() {}

    /** Collects the fingerprint of this process, sorted by key; takes milliseconds and starts no process. */
    public static SortedMap<String, String> collect() {
        return collect(new LinuxFacts(Path.of("/")));
    }

    static SortedMap<String, String> collect(LinuxFacts linux) {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("os", linux.distribution(property("os.name") + " " + property("os.version")));
        facts.put("kernel", linux.firstLine("proc/sys/kernel/osrelease"));
        facts.put("arch", property("os.arch"));
        facts.put("cpu.model", linux.cpuModel());
        facts.put("cpu.flags", linux.cpuFlags());
        facts.put("cpu.governor", linux.firstLine("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        facts.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory.bytes", linux.memoryBytes());
        facts.put("memory.hugepages", linux.chosen("sys/kernel/mm/transparent_hugepage/enabled"));
        facts.put("container.cpus", linux.containerCpus());
        facts.put("container.memory.bytes", linux.containerMemoryBytes());
        facts.put("clocksource", linux.firstLine("sys/devices/system/clocksource/clocksource0/current_clocksource"));
        facts.put("gpu", linux.gpu());
        facts.put("gpu.driver", linux.gpuDriver());
        facts.put("jvm", property("java.vm.name") + " " + property("java.runtime.version"));
        facts.put("jvm.flags", flags(runtime.getInputArguments()));
        facts.put("jvm.heap.max.bytes", Long.toString(Runtime.getRuntime().maxMemory()));
        facts.put(
                "gc",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(", ")));
        facts.put("narrows.commit", NarrowsVersion.commit());
        facts.put("narrows.version", NarrowsVersion.current());
        return facts;
    }

    /*
     * Options that change how the JVM runs: -X..., --add-... and the names of agents. System properties may hold secrets,
     * values with a separator may be paths below a home folder; neither is kept.
     */
    static String flags(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> argument.startsWith("-X")
                        || argument.startsWith("--add-")
                        || argument.startsWith("--enable-")
                        || argument.startsWith("-javaagent:")
                        || argument.startsWith("-agent"))
                .map(Fingerprint::withoutPath)
                .collect(Collectors.joining(" "));
    }

    private static String withoutPath(String argument) {
        if (argument.startsWith("--add-")) {
            return argument; // module/package=module
        }
        if (argument.startsWith("-javaagent:") || argument.startsWith("-agentpath:")) {
            String file = argument.substring(argument.indexOf(':') + 1).replaceAll("=.*", "");
            return argument.substring(0, argument.indexOf(':') + 1) + file.replaceAll(".*[/\\\\]", "");
        }
        if (argument.indexOf('/') < 0 && argument.indexOf('\\') < 0) {
            return argument;
        }
        String separator = argument.startsWith("-XX:") ? "=" : ":";
        return argument.replaceAll(separator + ".*", separator + "(path)");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        return value == null ? NOT_AVAILABLE : value;
    }
}
