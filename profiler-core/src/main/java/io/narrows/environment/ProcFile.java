package io.narrows.environment;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A small text file of the kernel that is read over and over: opened on the first reading, kept open, read again from its
 * beginning into the same bytes, and parsed there without making strings. Used by one thread.
 *
 * <p>One reading is one system call beyond the seek; text beyond the capacity is cut. Read with a plain file rather than a
 * channel, since an interrupt would close a channel.
 */
final class ProcFile implements AutoCloseable {
    private static final int LONGEST_NUMBER = 19;

    private final Path path;
    private final byte[] bytes;
    private @Nullable RandomAccessFile file;
    private int length;
    private int at;

    /**
     * Does not open it yet.
     *
     * @param path the file
     * @param capacity bytes to read at most
     */
    ProcFile(Path path, int capacity) {
        this.path = path;
        bytes = new byte[capacity];
    }

    /** The keys of the lines that are looked for, as the bytes in the file. */
    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the file anew and goes to its first byte.
     *
     * @throws IOException when it is missing, may not be read, or is empty; the message says which and stands for itself
     */
    void refresh() throws IOException {
        RandomAccessFile open = file;
        if (open == null) {
            open = open();
            file = open;
        } else {
            open.seek(0);
        }
        at = 0;
        length = 0;
        try {
            length = Math.max(0, open.read(bytes));
        } catch (IOException e) {
            throw new IOException(path + " cannot be read: " + e.getMessage(), e);
        }
        if (length == 0) {
            throw new IOException(path + " is empty");
        }
    }

    private RandomAccessFile open() throws IOException {
        try {
            return new RandomAccessFile(path.toFile(), "r");
        } catch (FileNotFoundException e) {
            throw new IOException(path + (Files.exists(path) ? " may not be read" : " is missing"), e);
        }
    }

    /** Goes behind the first line start, from the beginning of the file, that reads so; false when there is none. */
    boolean find(byte[] key) {
        for (int line = 0; line < length; line = nextLine(line)) {
            if (startsWith(key, line)) {
                at = line + key.length;
                return true;
            }
        }
        return false;
    }

    /** Goes behind the last such byte of the file; false when there is none. */
    boolean afterLast(char c) {
        for (int i = length - 1; i >= 0; i--) {
            if (bytes[i] == c) {
                at = i + 1;
                return true;
            }
        }
        return false;
    }

    /** Goes over so many words, separated by blanks. */
    void skipWords(int words) {
        for (int i = 0; i < words; i++) {
            skipBlanks();
            while (at < length && bytes[at] > ' ') {
                at++;
            }
        }
    }

    /** Goes behind the next such byte of this line; false, standing where it stood, when there is none. */
    boolean behind(char c) {
        for (int i = at; i < length && bytes[i] != '\n'; i++) {
            if (bytes[i] == c) {
                at = i + 1;
                return true;
            }
        }
        return false;
    }

    /**
     * The decimal number that comes next on this line, with its sign.
     *
     * @throws IOException when there is none, or one that no long holds
     */
    long number() throws IOException {
        skipBlanks();
        boolean negative = at < length && bytes[at] == '-';
        int first = negative ? at + 1 : at;
        long value = 0;
        int i = first;
        for (; i < length && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        if (i == first || i - first > LONGEST_NUMBER || value < 0) {
            throw new IOException(path + " has no number where one belongs");
        }
        at = i;
        return negative ? -value : value;
    }

    private void skipBlanks() {
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
    }

    private int nextLine(int from) {
        int i = from;
        while (i < length && bytes[i] != '\n') {
            i++;
        }
        return i + 1;
    }

    private boolean startsWith(byte[] key, int from) {
        if (from + key.length > length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (bytes[from + i] != key[i]) {
                return false;
            }
        }
        return true;
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
