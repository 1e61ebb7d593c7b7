package io.narrows.data.profile;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;

/**
 * How long one thread ran and how long it was ready to run without a core, from {@code /proc/thread-self/schedstat}
 * (sched-stats in the kernel's documentation). The file names the thread that opens it, so the thread makes this itself; any
 * one thread at a time may read. Where the kernel does not tell, both stay {@link #UNKNOWN}.
 *
 * <p>A plain file, not a channel, which an interrupt of the reader would close.
 */
class RunDelay implements AutoCloseable {
    static final long UNKNOWN = -1;

    private static final int LONGEST = 96;

    private final byte[] text = new byte[LONGEST];
    private @Nullable RandomAccessFile file;
    private long ranNs = UNKNOWN;
    private long waitedNs = UNKNOWN;

    RunDelay(@Nullable RandomAccessFile file) {
        this.file = file;
    }

    /** Of the calling thread. */
    static RunDelay ofThisThread() {
        return of("/proc/thread-self/schedstat");
    }

    /** Of nobody: tells nothing. */
    static RunDelay unknown() {
        return new RunDelay(null);
    }

    static RunDelay of(String path) {
        RunDelay delay;
        try {
            delay = new RunDelay(new RandomAccessFile(path, "r"));
        } catch (IOException e) {
            delay = new RunDelay(null); // not Linux, or a kernel without
        }
        delay.read();
        return delay;
    }

    /** Reads anew; about 2 us. */
    void read() {
        RandomAccessFile open = file;
        if (open == null) {
            return;
        }
        try {
            open.seek(0);
            int length = open.read(text);
            int blank = 0;
            while (blank < length && text[blank] != ' ') {
                blank++;
            }
            if (blank == 0 || blank + 1 >= length) {
                throw new IOException("no two numbers");
            }
            ranNs = number(0);
            waitedNs = number(blank + 1);
        } catch (IOException e) {
            close(); // the thread is gone; what it told last stays
        }
    }

    private long number(int from) {
        long value = 0;
        for (int i = from; i < text.length && text[i] >= '0' && text[i] <= '9'; i++) {
            value = value * 10 + text[i] - '0';
        }
        return value;
    }

    /** Time on a core so far, at the last reading. */
    long ranNs() {
        return ranNs;
    }

    /** Time ready without one. */
    long waitedNs() {
        return waitedNs;
    }

    @Override
    public void close() {
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // a file that was only read has nothing to lose
            }
        }
    }
}
