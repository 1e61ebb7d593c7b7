package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    private final StringWriter err = new StringWriter();

    @Test
    void refusesOptionsThatMakeNoSense(@TempDir Path dir) {
        String out = dir.resolve("run").toString();

        assertRefused(ExitCode.USAGE, "--port must be from 0 (a free one) to 65535, got 70000", "--port", "70000");
        assertRefused(ExitCode.USAGE, "--seconds must be above 0 and at most 86400 seconds, got 0.0", "--seconds", "0");
        assertRefused(
                ExitCode.USAGE, "--seconds must be above 0 and at most 86400 seconds, got -1.0", "--seconds", "-1");
        assertRefused(
                ExitCode.USAGE,
                "rate must be above 0 and at most 1000000 requests per second, got 0.0",
                "--rate",
                "0",
                "--out",
                out);
        assertTrue(Files.notExists(Path.of(out)), "nothing is made before the options are sound");
    }

    @Test
    void refusesADirectoryThatHoldsSomething(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("report.json"), "{}");

        assertRefused(
                ExitCode.ENVIRONMENT,
                "run directory " + dir + " is not empty; name one that does not exist",
                "--out",
                dir.toString());
    }

    @Test
    void refusesADirectoryThatCannotBe(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");

        int code = run("--out", file.resolve("run").toString());

        assertEquals(ExitCode.ENVIRONMENT, code);
        assertTrue(err.toString().startsWith("narrows demo: run directory " + file.resolve("run")), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void refusesATakenPort(@TempDir Path dir) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            int code = run(
                    "--port",
                    Integer.toString(port),
                    "--out",
                    dir.resolve("run").toString());

            assertEquals(ExitCode.ENVIRONMENT, code);
            assertTrue(
                    err.toString().startsWith("narrows demo: port " + port + " on 127.0.0.1 cannot be used: "),
                    err.toString());
            assertEquals(1, err.toString().lines().count(), err.toString());
        }
    }

    private void assertRefused(int code, String message, String... args) {
        err.getBuffer().setLength(0);
        assertEquals(code, run(args));
        assertEquals("narrows demo: " + message, err.toString().strip());
    }

    private int run(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "demo";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.run(
                List.of(new DemoCommand()), new PrintWriter(new StringWriter()), new PrintWriter(err, true), all);
    }
}
