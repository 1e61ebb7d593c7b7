package io.narrows.server.command;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When to stop: at SIGTERM, SIGINT or SIGHUP, or at the end of a stream. Thread-safe.
 *
 * <p>A signal only says that it is time. The main thread then closes everything in order and leaves with exit code 0.
 * Shutdown hooks would not do: the JVM runs all of them at once, those of the engine beside ours, and exits with 143.
 */
final class Stop {
    private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

    private final CountDownLatch latch = new CountDownLatch(1);
    private final AtomicReference<String> reason = new AtomicReference<>("");

    private Stop() {}

    /** Takes over the signals of this process. */
    static Stop onSignals() {
        Stop stop = new Stop();
        SIGNALS.forEach(stop::on);
        return stop;
    }

    /** Stops when a stream ends or fails; what it holds is thrown away. */
    void atEndOf(InputStream stream) {
        Thread watcher = new Thread(
                () -> {
                    byte[] buffer = new byte[256];
                    try {
                        while (stream.read(buffer) >= 0) {
                            // only the end matters
                        }
                        request("standard input ended");
                    } catch (IOException e) {
                        request("standard input failed: " + e);
                    }
                },
                "narrows-stdin");
        watcher.setDaemon(true);
        watcher.start();
    }

    void request(String why) {
        reason.compareAndSet("", why);
        latch.countDown();
    }

    /** Whether it is time. */
    boolean requested() {
        return latch.getCount() == 0;
    }

    String reason() {
        return Objects.requireNonNull(reason.get());
    }

    void await() {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                request("interrupted");
            }
        }
    }

    /** sun.misc.Signal is in every JDK 17 but no part of Java SE, so it is reached by reflection. */
    private void on(String name) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handler = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    request("SIG" + name);
                    yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "stop at SIG" + name;
            };
            Object proxy = Proxy.newProxyInstance(Stop.class.getClassLoader(), new Class<?>[] {handlerType}, handler);
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, proxy);
        } catch (InvocationTargetException e) {
            // This platform does not have the signal, or the JVM was started with -Xrs: its default stays.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }
}
