package io.narrows.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.experiment.ServerProcess.FailedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a small program that behaves as a server does, well or badly. */
@Timeout(60)
class ServerProcessTest {
    private static final Duration WAIT = Duration.ofSeconds(30);

    @TempDir
    private static Path program;

    @TempDir
    private Path dir;

    private final Launcher launcher = Launcher.of(List.of(Launcher.java(), "-cp", program.toString(), "Server"));

    @BeforeAll
    static void compileProgram() throws IOException {
        Path source = program.resolve("Server.java");
        Files.writeString(source, """
                public class Server {
                    public static void main(String[] args) throws Exception {
                        String mode = args[1];
                        System.err.println("arguments " + String.join(" ", args));
                        if (mode.equals("dies")) {
                            System.err.println("narrows serve: port 1 is taken");
                            System.exit(4);
                        }
                        if (!mode.equals("silent")) {
                            System.out.println("listening on http://127.0.0.1:1234");
                        }
                        if (mode.equals("stubborn")) {
                            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                                try { Thread.sleep(60_000); } catch (InterruptedException e) { }
                            }));
                            Thread.sleep(60_000);
                        }
                        while (System.in.read() >= 0) { }
                    }
                }
                """);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(0, compiler.run(null, null, null, "-d", program.toString(), source.toString()));
    }

    @Test
    void saysWhereItListensAndEndsWhenItsInputDoes() throws IOException {
        try (ServerProcess server = start("well")) {
            assertEquals(URI.create("http://127.0.0.1:1234"), server.url());
            assertTrue(server.alive());
            assertEquals(0, server.stop(WAIT));
            assertFalse(server.alive());
        }
        assertEquals(
                "arguments serve well --exit-with-parent",
                Files.readString(dir.resolve("errors")).strip());
    }

    @Test
    void aDeathIsReportedWithItsLastLineAndExitCode() {
        FailedException e = assertThrows(FailedException.class, () -> start("dies"));

        assertEquals("the server ended before it listened: narrows serve: port 1 is taken", e.getMessage());
        assertEquals(4, e.exitCode());
    }

    @Test
    void silenceIsNotWaitedForLongerThanAllowed() {
        FailedException e = assertThrows(
                FailedException.class,
                () -> ServerProcess.start(launcher, List.of("silent"), dir.resolve("errors"), Duration.ofSeconds(1)));

        assertTrue(
                String.valueOf(e.getMessage()).startsWith("the server did not say that it listens within 1 s"),
                e.toString());
        assertEquals(-1, e.exitCode());
    }

    @Test
    void oneThatDoesNotEndIsKilledAndThatIsAFailure() {
        try (ServerProcess server = start("stubborn")) {
            FailedException e = assertThrows(FailedException.class, () -> server.stop(Duration.ofMillis(300)));

            assertTrue(String.valueOf(e.getMessage()).contains("was killed"), e.toString());
            assertFalse(server.alive());
        }
    }

    private ServerProcess start(String mode) {
        return ServerProcess.start(launcher, List.of(mode), dir.resolve("errors"), WAIT);
    }
}
