package io.narrows.data.shard.raw;

import io.narrows.data.source.DataFile;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The bytes of a gzip file of one or several members (RFC 1952). Zeros behind the last one are padding. */
final class GzipWindow extends BlockWindow {
    private static final int STEP_BYTES = 64 << 10;
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private long memberBytes;

    GzipWindow(DataFile file, @Nullable Blocks known, long rawEnd) {
        super(file, known, rawEnd);
    }

    @Override
    protected void forget() {
        inflater.reset();
    }

    @Override
    protected boolean step() throws IOException, InterruptedException {
        if (!inside()) {
            return begin();
        }
        int target = Math.min(STEP_BYTES, MAX_BYTES);
        room(target);
        int from = held;
        while (held - from < target && !inflater.finished()) {
            if (inflater.needsInput()) {
                if (!refill()) {
                    throw cutOff();
                }
                inflater.setInput(input, inputAt, inputEnd - inputAt);
            }
            try {
                int left = inflater.getRemaining();
                int some = inflater.inflate(array, held, target - (held - from));
                inputAt += left - inflater.getRemaining();
                held += some;
                if (some == 0 && inflater.needsDictionary()) {
                    throw damaged("that needs a dictionary", null);
                }
            } catch (DataFormatException e) {
                throw damaged("that does not inflate: " + e.getMessage(), e);
            }
        }
        crc.update(array, from, held - from);
        memberBytes += held - from;
        if (inflater.finished()) {
            end();
        }
        return true;
    }

    private boolean begin() throws IOException, InterruptedException {
        if (!refill()) {
            return false;
        }
        long place = inputPlace();
        if (input[inputAt] == 0) {
            if (place == 0) {
                throw new DamageException("does not begin as gzip does, but with a byte 0x00");
            }
            return padding(place);
        }
        blockBegins();
        int first = next();
        if (first != MAGIC_1 || next() != MAGIC_2) {
            throw new DamageException(
                    place == 0
                            ? "does not begin as gzip does, with 0x1f 0x8b"
                            : "has bytes at " + place + " of the file, behind a gzip member, that begin no other one");
        }
        int method = next();
        int flags = next();
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw damaged("of compression method " + method + " and flags " + flags + ", which are not known", null);
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            int length = next();
            skip(length | (next() << 8));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(input, inputAt, inputEnd - inputAt);
        crc.reset();
        memberBytes = 0;
        return true;
    }

    /** What follows a deflated member: its CRC-32 and its size modulo 2^32. */
    private void end() throws IOException, InterruptedException {
        long sum = little();
        long size = little();
        if (sum != crc.getValue()) {
            throw damaged(
                    String.format("whose bytes have CRC-32 %08x, but %08x is written behind them", crc.getValue(), sum),
                    null);
        }
        if (size != (memberBytes & 0xffff_ffffL)) {
            throw damaged("of " + memberBytes + " bytes, but " + size + " is written behind them", null);
        }
        blockEnds();
    }

    private boolean padding(long place) throws IOException, InterruptedException {
        while (refill()) {
            for (; inputAt < inputEnd; inputAt++) {
                if (input[inputAt] != 0) {
                    throw new DamageException(
                            "has bytes at " + inputPlace() + " of the file, behind the padding that begins at " + place
                                    + ", that begin no gzip member");
                }
            }
        }
        return false;
    }

    private void skip(int bytes) throws IOException, InterruptedException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException, InterruptedException {
        int letter;
        do {
            letter = next();
        } while (letter != 0);
    }

    private long little() throws IOException, InterruptedException {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (long) next() << shift;
        }
        return value;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
