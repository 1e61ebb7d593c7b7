package io.narrows.data.source;

/** A hash over bytes that come piece by piece. For one thread at a time. */
public interface RunningHash {
    /** Takes the next {@code length} bytes. */
    void update(byte[] bytes, int offset, int length);

    /** Its value over all bytes taken, in lower-case hexadecimal digits. To be asked once, at the end. */
    String hex();
}
