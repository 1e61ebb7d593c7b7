package io.narrows.data.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the whole process has read from storage, and how many of its page faults had to wait for that: {@code
 * /proc/self/io} (read_bytes) and {@code /proc/self/stat} (majflt), see proc(5). What came from the page cache is in neither.
 *
 * @param storageBytes bytes, {@link #UNKNOWN} where the kernel does not tell
 * @param majorFaults faults, likewise
 */
record ProcessReads(long storageBytes, long majorFaults) {
    static final long UNKNOWN = -1;

    /** The field behind the command's name in parentheses, counted from there: state, ppid, ..., majflt. */
    private static final int MAJOR_FAULTS = 9;

    static ProcessReads now() {
        return now(Path.of("/proc/self"));
    }

    static ProcessReads now(Path process) {
        return new ProcessReads(storageBytes(process.resolve("io")), majorFaults(process.resolve("stat")));
    }

    private static long storageBytes(Path io) {
        try {
            for (String line : Files.readAllLines(io, StandardCharsets.US_ASCII)) {
                if (line.startsWith("read_bytes:")) {
                    return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
                }
            }
        } catch (IOException | NumberFormatException e) {
            // another system, or a container that hides it
        }
        return UNKNOWN;
    }

    private static long majorFaults(Path stat) {
        try {
            String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
            List<String> words =
                    List.of(text.substring(text.lastIndexOf(')') + 1).strip().split(" +", -1));
            return words.size() > MAJOR_FAULTS ? Long.parseLong(words.get(MAJOR_FAULTS)) : UNKNOWN;
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** What came since then. */
    ProcessReads since(ProcessReads then) {
        return new ProcessReads(difference(storageBytes, then.storageBytes), difference(majorFaults, then.majorFaults));
    }

    private static long difference(long now, long then) {
        return now == UNKNOWN || then == UNKNOWN ? UNKNOWN : Math.max(0, now - then);
    }
}
