package io.narrows.profiler;

/** Where the profiler reads the time; must never run backwards. Called by every recording thread. */
@FunctionalInterface
public interface NanoClock {
    /** The clock of this JVM. */
    NanoClock SYSTEM = System::nanoTime;

    /** Time in ns since an arbitrary origin that is fixed for the JVM. */
    long nanoTime();
}
