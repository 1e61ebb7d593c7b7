package io.narrows;

import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that does nothing but record, with everything that is recorded by default, until its standard input ends.
 * With {@code naughty} it also does what must not be: it opens a socket and writes a file elsewhere.
 */
final class WatchedService {

    private WatchedService() {}

    public static void main(String[] args) throws Exception {
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(Path.of(args[0]))
                .service("watched")
                .lanePeriod(Duration.ofMillis(50))
                .build())) {
            if (args[1].equals("naughty")) {
                Files.writeString(Path.of(System.getProperty("java.io.tmpdir")).resolve("left"), "left");
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            }
            Kind kind = profiler.kind("request");
            Stage stage = profiler.stage("work", Segment.COMPUTE);
            int collections = 0; // since all that records has started
            for (int i = 0; System.in.available() == 0; i++) {
                Trace trace = profiler.begin(kind);
                trace.enter(stage);
                Thread.onSpinWait();
                trace.end();
                if (i % 1000 == 0) {
                    collections += isStarting() ? 0 : 1;
                    System.gc();
                    if (collections == 3) {
                        System.out.println("recording " + profiler.stats().events());
                    }
                }
            }
        }
        System.out.println("analytics " + isThere("net.openhft.chronicle.analytics.Analytics"));
        System.out.println("closed");
    }

    /** Whether the thread that starts streaming pauses is still at it. */
    private static boolean isStarting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("narrows-pauses"));
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, WatchedService.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
