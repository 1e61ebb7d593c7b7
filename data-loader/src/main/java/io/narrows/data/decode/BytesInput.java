package io.narrows.data.decode;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as ImageIO reads them, without a copy or a cache. Remembers whether more was asked for than there is. */
final class BytesInput extends ImageInputStreamImpl {
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private boolean passedEnd;

    BytesInput(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Whether a reader wanted to go on after the last byte. */
    boolean passedEnd() {
        return passedEnd;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= length) {
            passedEnd = true;
            return -1;
        }
        return bytes[offset + (int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int start, int most) {
        bitOffset = 0;
        if (most == 0) {
            return 0;
        }
        if (streamPos >= length) {
            passedEnd = true;
            return -1;
        }
        int count = (int) Math.min(most, length - streamPos);
        System.arraycopy(bytes, offset + (int) streamPos, target, start, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isCached() {
        return true;
    }

    @Override
    public boolean isCachedMemory() {
        return true;
    }

    /** Empty, so that the JVM does not queue every image for the one of the class above, which only closes. */
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"})
    protected void finalize() {
        // nothing is held
    }
}
