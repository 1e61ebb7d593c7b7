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

    private final boolean once;

    private Stop(boolean once) {
        this.once = once;
    }

    /** Takes over the signals of this process. */
    static Stop onSignals() {
        return taking(false);
    }

    /** The same, but only until the first has come: a second one ends the process as if there were no handler. */
    static Stop onFirstSignal() {
        return taking(true);
    }

    private static Stop taking(boolean once) {
        Stop stop = new Stop(once);
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
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handler = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    if (once) {
                        SIGNALS.forEach(Stop::giveBack);
                    }
                    request("SIG" + name);
                    yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "stop at SIG" + name;
            };
            handle(name, Proxy.newProxyInstance(Stop.class.getClassLoader(), new Class<?>[] {handlerType}, handler));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }

    /** Leaves a signal to the system again, which ends the process without asking the JVM. */
    private static void giveBack(String name) {
        try {
            handle(
                    name,
                    Class.forName("sun.misc.SignalHandler").getField("SIG_DFL").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.SignalHandler", e);
        }
    }

    private static void handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        try {
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            // This platform does not have the signal, or the JVM was started with -Xrs: its default stays.
        }
    }
}
