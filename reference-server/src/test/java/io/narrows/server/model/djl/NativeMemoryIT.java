package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory outside the Java heap stays level over many batches, and the measurement sees it when it does not. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeMemoryIT {
    private static final long BOUND_KIB = 7 * 1024;

    @Test
    void twoThousandClosedBatchesLeaveNothing() throws Exception {
        long grown = grownKib("2000", "close");
        assertTrue(grown < BOUND_KIB, "grown by " + grown + " KiB");
    }

    @Test
    void twoHundredLeakedBatchesAreSeen() throws Exception {
        long grown = grownKib("200", "leak");
        assertTrue(grown > BOUND_KIB, "grown by " + grown + " KiB");
    }

    private static long grownKib(String batches, String close) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BatchesProcess.class.getName(),
                        batches,
                        close)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // What is freed goes back to the system at once, so that resident memory is memory in use.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "32768");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "0");
        Process process = builder.start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), out);
            System.out.println(batches + " batches, " + close + ": " + out.strip());
            return Long.parseLong(out.replaceAll("[^-\\d]", ""));
        } finally {
            process.destroyForcibly();
        }
    }
}
