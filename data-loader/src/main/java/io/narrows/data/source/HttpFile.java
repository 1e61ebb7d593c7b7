package io.narrows.data.source;

import java.io.IOException;

/** An opened remote file; every request for a part of it is bound to the version that was opened. */
final class HttpFile implements DataFile {
    private final String name;
    private final Pin pin;
    private final HttpTransfer transfer;
    private final HttpBlocks blocks;
    private final byte[] first;
    private volatile boolean closed;

    /** @param first its first bytes, which came with its opening */
    HttpFile(String name, Pin pin, byte[] first, HttpTransfer transfer, HttpBlocks blocks) {
        this.name = name;
        this.pin = pin;
        this.first = first;
        this.transfer = transfer;
        this.blocks = blocks;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return pin.size();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException, InterruptedException {
        Ranges.check(this, position, target, offset, length);
        if (closed) {
            throw new IOException(name + ": was closed");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int known = (int) Math.min(length, Math.max(0, first.length - position));
        if (known > 0) {
            System.arraycopy(first, (int) position, target, offset, known);
        }
        blocks.read(this, position + known, target, offset + known, length - known);
    }

    /** How many of its first bytes came with its opening. */
    int firstBytes() {
        return first.length;
    }

    /** Asks the server. */
    void fetch(long position, byte[] target, int offset, int length) throws IOException, InterruptedException {
        transfer.read(pin, position, target, offset, length);
    }

    @Override
    public void close() {
        closed = true;
        blocks.drop(this);
    }
}
