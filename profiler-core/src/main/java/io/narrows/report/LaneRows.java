package io.narrows.report;

import io.narrows.analysis.LaneSummary;
import io.narrows.analysis.RunAnalysis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The context lanes in words, one row each: known lanes together where they belong together, others by their name. */
final class LaneRows {

    /**
     * One row.
     *
     * @param label what
     * @param value how much, with units
     */
    record Row(String label, String value) {}

    private final LaneSummary lanes;
    private final List<Row> rows = new ArrayList<>();
    private final Set<String> used = new HashSet<>();

    private LaneRows(LaneSummary lanes) {
        this.lanes = lanes;
    }

    static List<Row> of(RunAnalysis run) {
        LaneSummary lanes = run.lanes();
        if (lanes == null) {
            return List.of();
        }
        LaneRows rows = new LaneRows(lanes);
        rows.processor(run.run().environment().get("cpus"));
        rows.pauses("GC", "Garbage collection", "pause");
        rows.pauses("SAFEPOINT", "Other safepoints", "stop");
        rows.pauses("JIT", "Compilation", "burst");
        rows.pauses("CLASS_LOADING", "Class loading", "burst");
        rows.memory();
        rows.files();
        rows.others();
        return rows.rows;
    }

    /** Lanes without values, as one line; empty where all have some. */
    static String unavailable(RunAnalysis run) {
        LaneSummary lanes = run.lanes();
        if (lanes == null || lanes.unavailable().isEmpty()) {
            return "";
        }
        return "not available here: "
                + String.join(
                        ", ",
                        lanes.unavailable().stream()
                                .map(LaneSummary.Unavailable::name)
                                .toList());
    }

    /** The most telling lanes on a line or two; empty without any. */
    static String brief(RunAnalysis run) {
        LaneSummary lanes = run.lanes();
        if (lanes == null) {
            return "";
        }
        LaneRows rows = new LaneRows(lanes);
        List<String> parts = new ArrayList<>();
        Double process = rows.perS(LaneSummary.PROCESS_CPU);
        Double system = rows.perS(LaneSummary.SYSTEM_CPU);
        String cpus = run.run().environment().get("cpus");
        if (process != null) {
            parts.add("process " + cores(process) + (cpus == null ? "" : " of " + Format.clean(cpus))
                    + (system == null ? "" : ", host " + cores(system)));
        }
        LaneSummary.Pauses gc = lanes.pauses("GC");
        if (gc != null) {
            parts.add("GC " + pauses(gc, "pause"));
        }
        String resident = rows.gauge("memory.resident");
        if (resident != null) {
            parts.add("resident at most " + resident);
        }
        return String.join("; ", parts);
    }

    private void processor(@Nullable String cpus) {
        Double process = perS(LaneSummary.PROCESS_CPU);
        used.add("process.cpu.user");
        used.add("process.cpu.system");
        if (process != null) {
            Double inKernel = perS("process.cpu.system");
            add(
                    "Processor, this process",
                    cores(process)
                            + (cpus == null ? "" : " of " + cpus)
                            + (inKernel == null ? "" : ", " + cores(inKernel) + " of it in the kernel"));
        }
        Double system = perS(LaneSummary.SYSTEM_CPU);
        Double waiting = perS("system.cpu.iowait");
        Double stolen = perS("system.cpu.steal");
        if (system != null) {
            add(
                    "Processor, whole host",
                    cores(system)
                            + (waiting == null ? "" : ", " + cores(waiting) + " idle for a disk")
                            + (stolen == null ? "" : ", " + cores(stolen) + " taken by the hypervisor"));
        }
        Double delay = perS("threads.rundelay");
        if (delay != null) {
            add("Ready, waiting for a core", msPerS(delay) + ", all threads together");
        }
        LaneSummary.Lane throttled = lane("cgroup.throttled");
        LaneSummary.Lane times = lane("cgroup.throttled.times");
        Double throttledNs = throttled == null ? null : throttled.total();
        if (throttledNs != null) {
            Double periods = times == null ? null : times.total();
            add(
                    "Throttled by the container",
                    throttledNs == 0
                            ? "never"
                            : Format.number(throttledNs / 1e6) + " ms"
                                    + (periods == null ? "" : " in " + Format.count(Math.round(periods)) + " periods"));
        }
        LaneSummary.Lane threads = lane("threads");
        Double most = threads == null ? null : threads.max();
        if (most != null) {
            add("Threads", "at most " + Format.count(Math.round(most)));
        }
        pressure("cpu", "Pressure on processors");
    }

    private void pauses(String type, String label, String word) {
        LaneSummary.Pauses pauses = lanes.pauses(type);
        if (pauses != null) {
            add(label, pauses(pauses, word));
        }
    }

    private static String pauses(LaneSummary.Pauses pauses, String word) {
        return pauses.count() == 0
                ? "none"
                : Format.count(pauses.count()) + " " + word + (pauses.count() == 1 ? ", " : "s, ")
                        + Format.number(pauses.totalMs())
                        + " ms together, longest " + Format.number(pauses.longestMs()) + " ms";
    }

    private void memory() {
        String committed = gauge("heap.committed");
        String heap = gauge("heap.used");
        if (heap != null) {
            add("Heap", "at most " + heap + (committed == null ? "" : " used of " + committed));
        }
        String resident = gauge("memory.resident");
        if (resident != null) {
            add("Resident memory", "at most " + resident);
        }
        List<String> parts = new ArrayList<>();
        for (String[] part : new String[][] {
            {"offheap.direct", "direct buffers"},
            {"offheap.mapped", "mapped files"},
            {"offheap.metaspace", "metaspace"},
            {"offheap.code", "compiled code"}
        }) {
            String most = gauge(part[0]);
            if (most != null) {
                parts.add(part[1] + " " + most);
            }
        }
        if (!parts.isEmpty()) {
            add("Outside the heap, at most", String.join(", ", parts));
        }
        Double major = total("faults.major");
        Double minor = perS("faults.minor");
        if (major != null) {
            add(
                    "Page faults from disk",
                    Format.count(Math.round(major))
                            + (minor == null ? "" : "; " + Format.number(minor) + " minor ones per second"));
        }
        pressure("memory", "Pressure on memory");
    }

    private void files() {
        moved("io.read", "io.written", "Read and written");
        moved("io.storage.read", "io.storage.written", "From and to storage");
        pressure("io", "Pressure on storage");
    }

    private void moved(String in, String out, String label) {
        Double read = total(in);
        Double written = total(out);
        if (read != null && written != null) {
            add(label, Format.bytes(read) + " read, " + Format.bytes(written) + " written");
        }
    }

    private void pressure(String resource, String label) {
        Double some = perS("pressure." + resource + ".some");
        Double full = perS("pressure." + resource + ".full");
        if (some != null) {
            add(
                    label,
                    "something waited " + Format.percent(some / 1e9) + " of the time"
                            + (full == null ? "" : ", everything " + Format.percent(full / 1e9)));
        }
    }

    /** Lanes that no row above speaks of. */
    private void others() {
        for (LaneSummary.Lane lane : lanes.lanes()) {
            if (used.add(lane.name())) {
                Double total = lane.total();
                Double max = lane.max();
                String value = total != null
                        ? quantity(total, lane.unit())
                        : max == null ? "-" : "at most " + quantity(max, lane.unit());
                add(Html.name(Format.clean(lane.name())), value);
            }
        }
    }

    private static String quantity(double value, String unit) {
        return switch (unit) {
            case "ns" -> Format.number(value / 1e6) + " ms";
            case "bytes" -> Format.bytes(value);
            default -> (Format.number(value) + " " + Format.clean(unit)).trim();
        };
    }

    private void add(String label, String value) {
        rows.add(new Row(label, value));
    }

    private static String cores(double nsPerS) {
        return Format.number(nsPerS / 1e9) + " cores";
    }

    private static String msPerS(double nsPerS) {
        return Format.number(nsPerS / 1e6) + " ms per second";
    }

    private LaneSummary.@Nullable Lane lane(String name) {
        used.add(name);
        return lanes.lane(name);
    }

    private @Nullable Double perS(String name) {
        LaneSummary.Lane lane = lane(name);
        return lane == null ? null : lane.perS();
    }

    private @Nullable Double total(String name) {
        LaneSummary.Lane lane = lane(name);
        return lane == null ? null : lane.total();
    }

    /** Largest sample of a lane in bytes. */
    private @Nullable String gauge(String name) {
        LaneSummary.Lane lane = lane(name);
        Double max = lane == null ? null : lane.max();
        return max == null ? null : Format.bytes(max);
    }
}
