package io.narrows.environment;

import static io.narrows.environment.Fingerprint.NOT_AVAILABLE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what Linux tells in files. Where a file is missing, as on every other system, the answer is "not available". */
final class LinuxFacts {

    private static final Path NONE = Path.of("");

    private static final Pattern TELLING_FLAGS = Pattern.compile(
            "sse4_2|avx|avx2|avx512[a-z0-9_]*|avx_vnni[a-z0-9_]*|amx_[a-z0-9]+|fma|f16c|bmi2|asimd(hp|dp|fhm)?|sve2?|i8mm|bf16");

    private final Path root;

    LinuxFacts(Path root) {
        this.root = root;
    }

    String firstLine(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || lines.get(0).isBlank()
                ? NOT_AVAILABLE
                : lines.get(0).strip();
    }

    /** The word in brackets, as in {@code always [madvise] never}. */
    String chosen(String file) {
        Matcher matcher = Pattern.compile("\\[(.+?)]").matcher(firstLine(file));
        return matcher.find() ? matcher.group(1) : NOT_AVAILABLE;
    }

    String distribution(String otherwise) {
        for (String line : lines("etc/os-release")) {
            if (line.startsWith("PRETTY_NAME=")) {
                return line.substring("PRETTY_NAME=".length()).replace("\"", "").strip();
            }
        }
        return otherwise;
    }

    String cpuModel() {
        for (String line : lines("proc/cpuinfo")) {
            if (line.startsWith("model name")) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return firstLine("sys/firmware/devicetree/base/model").replace("\0", "");
    }

    /** Those of the instruction sets that kernels of models choose by, sorted. */
    String cpuFlags() {
        for (String line : lines("proc/cpuinfo")) {
            if (line.startsWith("flags") || line.startsWith("Features")) {
                String told = Arrays.stream(
                                line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
                        .filter(flag -> TELLING_FLAGS.matcher(flag).matches())
                        .sorted()
                        .collect(Collectors.joining(" "));
                return told.isEmpty() ? "none of those that models use" : told;
            }
        }
        return NOT_AVAILABLE;
    }

    /** Models of the NVIDIA GPUs, in the order of their bus addresses. */
    String gpu() {
        List<String> models = new ArrayList<>();
        try (Stream<Path> gpus = Files.list(root.resolve("proc/driver/nvidia/gpus"))) {
            for (Path gpu : gpus.sorted().toList()) {
                for (String line :
                        lines(root.relativize(gpu.resolve("information")).toString())) {
                    if (line.startsWith("Model:")) {
                        models.add(line.substring("Model:".length()).strip());
                    }
                }
            }
        } catch (IOException | SecurityException e) {
            return NOT_AVAILABLE;
        }
        return models.isEmpty() ? NOT_AVAILABLE : String.join(", ", models);
    }

    /** Version of NVIDIA's kernel module. */
    String gpuDriver() {
        Matcher version = Pattern.compile("Kernel Module(?: for \\S+)?\\s+([0-9.]+)")
                .matcher(firstLine("proc/driver/nvidia/version"));
        return version.find() ? version.group(1) : NOT_AVAILABLE;
    }

    String memoryBytes() {
        for (String line : lines("proc/meminfo")) {
            Matcher matcher = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB").matcher(line);
            if (matcher.matches()) {
                return Long.toString(Long.parseLong(matcher.group(1)) * 1024);
            }
        }
        return NOT_AVAILABLE;
    }

    /** The tightest limit of this process's control group and its ancestors, as in {@code 1.50}; or "unlimited". */
    String containerCpus() {
        return limit(
                "cpu.max",
                line -> {
                    String[] quotaAndPeriod = line.split(" ", -1);
                    return Double.parseDouble(quotaAndPeriod[0]) / Double.parseDouble(quotaAndPeriod[1]);
                },
                "%.2f");
    }

    String containerMemoryBytes() {
        return limit("memory.max", Double::parseDouble, "%.0f");
    }

    private String limit(String file, Function<String, Double> parse, String format) {
        Path groups = root.resolve("sys/fs/cgroup");
        if (!Files.exists(groups.resolve("cgroup.controllers"))) {
            return NOT_AVAILABLE; // no control groups, or only of version 1
        }
        OptionalDouble tightest = OptionalDouble.empty();
        for (Path group = ownGroup(); group != null; group = group.equals(NONE) ? null : parent(group)) {
            String line = firstLine(
                    root.relativize(groups.resolve(group).resolve(file)).toString());
            if (!line.equals(NOT_AVAILABLE) && !line.startsWith("max")) {
                try {
                    double value = parse.apply(line);
                    tightest = OptionalDouble.of(Math.min(value, tightest.orElse(value)));
                } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                    return NOT_AVAILABLE;
                }
            }
        }
        return tightest.isPresent() ? String.format(Locale.ROOT, format, tightest.getAsDouble()) : "unlimited";
    }

    private Path ownGroup() {
        for (String line : lines("proc/self/cgroup")) {
            if (line.startsWith("0::/")) {
                Path group = Path.of(line.substring("0::/".length())).normalize();
                return group.startsWith("..") ? NONE : group;
            }
        }
        return NONE;
    }

    private static Path parent(Path group) {
        Path parent = group.getParent();
        return parent == null ? NONE : parent;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException | SecurityException e) {
            return List.of();
        }
    }
}
