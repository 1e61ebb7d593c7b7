package io.narrows.data.shard.tar;

import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes from one file of an archive to the next and shows where its name and its bytes lie. Folders, links and devices are
 * passed over. For one thread; what it shows is valid until the next step or move of the window.
 */
final class TarEntries {
    /*
     * A header block, the file's bytes, zeros up to a whole block; then the next header. Before it may stand
     *
     *   x, X  an extended header (pax; Solaris) with the path or the size of the file that follows
     *   g     one for all files that follow: of no use to us, passed over
     *   L, K  a long name (GNU), of the file that follows or of what it links to
     *
     * Type 7 and old GNU's S are files too. Links, devices, pipes and folders (1-6, and type 0 whose name ends with a slash,
     * in archives older than POSIX) have no bytes whatever their size says. Any other type has them, and is passed over.
     *
     * The archive ends with two blocks of zeros, or with its file.
     */
    private static final int MOST_EXTENDED_BYTES = 1 << 20;
    private static final long MOST_FILE_BYTES = 1L << 56;

    private final PaxRecords pax = new PaxRecords();
    private byte[] scratch = new byte[512];
    private byte[] longName = {};
    private boolean hasLongName;

    private long place;
    private long begin;
    private boolean named;
    private boolean sparse;
    private byte[] name = {};
    private int nameFrom;
    private int nameLength;
    private long dataPlace;
    private long size;

    /** Goes to a place, where a header begins. */
    void moveTo(long newPlace) {
        place = newPlace;
        named = false;
        forget(); // what an extended header said before a damaged one
    }

    /**
     * Steps to the next file.
     *
     * @param end no header begins from there on, and no file reaches beyond it
     * @return false at the archive's end
     * @throws DamageException when there is neither a file nor an end; {@link #named} says whether the file's name is known
     */
    boolean next(RawWindow window, long end) throws IOException, InterruptedException {
        named = false;
        boolean pending = false;
        while (place < end) {
            if (!pending) {
                begin = place;
            }
            int held = hold(window, place, TarHeader.BYTES, end);
            if (held == 0) {
                break;
            }
            if (held < TarHeader.BYTES) {
                throw new DamageException("ends inside a header, at " + (place + held));
            }
            byte[] array = window.array();
            int at = window.offset(place);
            if (array[at] == 0 && TarHeader.isZero(array, at)) {
                checkEnd(window, end);
                break;
            }
            TarHeader.checkSum(array, at, place);
            long bytes = TarHeader.number(array, at + TarHeader.SIZE, TarHeader.SIZE_BYTES);
            byte type = array[at + TarHeader.TYPE];
            switch (type) {
                case 'x', 'X' -> {
                    body(window, bytes, end);
                    pax.parse(window.array(), window.offset(place + TarHeader.BYTES), (int) bytes, place);
                    pending = true;
                    pass(bytes);
                }
                case 'L' -> {
                    body(window, bytes, end);
                    longName(window.array(), window.offset(place + TarHeader.BYTES), (int) bytes);
                    pending = true;
                    pass(bytes);
                }
                case 'K', 'g' -> {
                    body(window, bytes, end);
                    pass(bytes);
                }
                case 0, '0', '7', 'S' -> {
                    name(array, at);
                    if (type != 0 || nameLength == 0 || name[nameFrom + nameLength - 1] != '/') {
                        file(window, bytes, type == 'S', end);
                        forget();
                        return true;
                    }
                    pass(0);
                    pending = forget();
                }
                case '1', '2', '3', '4', '5', '6' -> {
                    pass(0);
                    pending = forget();
                }
                default -> {
                    checkSize(bytes);
                    pass(bytes);
                    pending = forget();
                }
            }
        }
        if (pending) {
            forget();
            throw new DamageException("ends behind an extended header, at " + place);
        }
        return false;
    }

    private void pass(long bytes) {
        place += TarHeader.BYTES + TarHeader.padded(bytes);
    }

    private boolean forget() {
        pax.clear();
        hasLongName = false;
        return false;
    }

    private void checkSize(long bytes) throws DamageException {
        if (bytes < 0 || bytes > MOST_FILE_BYTES) {
            throw new DamageException("has a header at " + place + " whose size is no number of bytes");
        }
    }

    /** Like the window's, but asks for nothing from the end on, so that a window that holds all up to there does not move. */
    private static int hold(RawWindow window, long from, int bytes, long end) throws IOException, InterruptedException {
        return window.hold(from, (int) Math.min(bytes, end - from));
    }

    /** Behind one block of zeros there must be another, or nothing. */
    private void checkEnd(RawWindow window, long end) throws IOException, InterruptedException {
        long second = place + TarHeader.BYTES;
        if (second < end
                && hold(window, second, TarHeader.BYTES, end) == TarHeader.BYTES
                && !TarHeader.isZero(window.array(), window.offset(second))) {
            throw new DamageException("has one block of zeros at " + place + ", but two end an archive");
        }
    }

    /** Makes the bytes of an extended header be held, together with the header. */
    private void body(RawWindow window, long bytes, long end) throws IOException, InterruptedException {
        if (bytes < 0 || bytes > MOST_EXTENDED_BYTES) {
            throw new DamageException("has an extended header at " + place + " of "
                    + (bytes < 0 ? "no number of" : bytes) + " bytes; at most " + MOST_EXTENDED_BYTES + " are read");
        }
        int all = TarHeader.BYTES + (int) bytes;
        int held = hold(window, place, all, end);
        if (held < all) {
            throw new DamageException("ends inside an extended header, at " + (place + held));
        }
    }

    private void longName(byte[] array, int from, int length) {
        longName = Arrays.copyOfRange(array, from, from + TarHeader.textLength(array, from, length));
        hasLongName = true;
    }

    private void name(byte[] array, int at) {
        String path = pax.path();
        if (path != null) {
            name = path.getBytes(StandardCharsets.UTF_8);
            nameFrom = 0;
            nameLength = name.length;
        } else if (hasLongName) {
            name = longName;
            nameFrom = 0;
            nameLength = name.length;
        } else {
            int length = TarHeader.textLength(array, at + TarHeader.NAME, TarHeader.NAME_BYTES);
            if (array[at + TarHeader.PREFIX] != 0 && TarHeader.isPosix(array, at)) {
                int prefix = TarHeader.textLength(array, at + TarHeader.PREFIX, TarHeader.PREFIX_BYTES);
                System.arraycopy(array, at + TarHeader.PREFIX, scratch, 0, prefix);
                scratch[prefix] = '/';
                System.arraycopy(array, at + TarHeader.NAME, scratch, prefix + 1, length);
                name = scratch;
                nameFrom = 0;
                nameLength = prefix + 1 + length;
            } else {
                name = array;
                nameFrom = at + TarHeader.NAME;
                nameLength = length;
            }
        }
        named = true;
    }

    private void file(RawWindow window, long bytes, boolean old, long end) throws IOException, InterruptedException {
        size = pax.size() >= 0 ? pax.size() : bytes;
        checkSize(size);
        sparse = old || pax.sparse();
        dataPlace = place + TarHeader.BYTES;
        if (old) {
            passMap(window, end);
        }
        if (size > end - dataPlace) {
            throw new DamageException("has a file at " + place + " of " + size + " bytes, but only "
                    + Math.max(0, end - dataPlace) + " follow");
        }
        place = dataPlace + TarHeader.padded(size);
    }

    /** The further blocks of a sparse file's map. */
    private void passMap(RawWindow window, long end) throws IOException, InterruptedException {
        keepName();
        int flag = TarHeader.SPARSE_MORE;
        long block = place;
        while (true) {
            if (block >= end || hold(window, block, TarHeader.BYTES, end) < TarHeader.BYTES) {
                throw new DamageException("ends inside the map of a sparse file, at " + block);
            }
            if (window.array()[window.offset(block) + flag] == 0) {
                return;
            }
            flag = TarHeader.SPARSE_STILL_MORE;
            block = dataPlace;
            dataPlace += TarHeader.BYTES;
        }
    }

    /** Takes the name out of the window, so that it stays when that moves. */
    void keepName() {
        if (scratch.length < nameLength) {
            scratch = new byte[nameLength * 2];
        }
        if (name != scratch) {
            System.arraycopy(name, nameFrom, scratch, 0, nameLength);
            name = scratch;
            nameFrom = 0;
        }
    }

    /** Where the first header of the file stepped to begins: its own, or an extended one that belongs to it. */
    long begin() {
        return begin;
    }

    /** Where the next header would begin. */
    long place() {
        return place;
    }

    /** Whether the name is that of the file stepped to, or, after a {@link DamageException}, of the one that is damaged. */
    boolean named() {
        return named;
    }

    /** Whether the file's bytes are a map of holes and what lies between. */
    boolean sparse() {
        return sparse;
    }

    /** What holds the name, from {@link #nameFrom} on. */
    byte[] name() {
        return name;
    }

    int nameFrom() {
        return nameFrom;
    }

    int nameLength() {
        return nameLength;
    }

    String nameText() {
        return new String(name, nameFrom, nameLength, StandardCharsets.UTF_8);
    }

    /** Where the file's bytes begin. */
    long dataPlace() {
        return dataPlace;
    }

    /** How many there are. */
    long size() {
        return size;
    }
}
