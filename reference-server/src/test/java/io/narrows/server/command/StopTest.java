package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first signal asks for an end, the second one is one. */
@Timeout(60)
class StopTest {
    /** Says what it was told to stop by, and then does not. */
    public static void main(String[] arguments) throws IOException {
        Stop stop = Stop.onFirstSignal();
        System.out.println("ready");
        stop.await();
        System.out.println(stop.reason());
        System.in.read();
    }

    @Test
    void aSecondSignalEndsTheProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StopTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", lines.readLine());
            process.toHandle().destroy(); // the process's own would close what it has still to say
            assertEquals("SIGTERM", lines.readLine());
            process.toHandle().destroy();
            assertEquals(128 + 15, process.waitFor());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
