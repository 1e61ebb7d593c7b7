package io.narrows.data.decode;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * Jackson's parser, but values that are asked for as a {@code String}, and those that are passed over, are read by {@link
 * JsonStrings}: Jackson's looks at their bytes one by one, which is most of the time where a document is mostly text. All else is
 * Jackson's, and so is a string that these do not read: nothing of it has been taken then, and Jackson reads it or says what is
 * wrong.
 */
final class WideJsonParser extends UTF8StreamJsonParser {
    private final int mostChars;
    private final byte[] buffer;
    private final JsonStrings strings;

    /** @param data from {@code start} to {@code end}, the whole document */
    WideJsonParser(
            IOContext context,
            int features,
            ObjectCodec codec,
            ByteQuadsCanonicalizer names,
            byte[] data,
            int start,
            int end) {
        super(context, features, null, codec, names, data, start, end, 0, false);
        mostChars = streamReadConstraints().getMaxStringLength();
        buffer = context.allocWriteEncodingBuffer();
        strings = new JsonStrings(buffer);
    }

    @Override
    protected String _finishAndReturnString() throws IOException {
        // Of more bytes than it may have characters, it is Jackson's: perhaps to be refused, before all of it is there.
        long limit = (long) _inputPtr + mostChars + 1;
        String text = strings.read(_inputBuffer, _inputPtr, (int) Math.min(_inputEnd, limit));
        if (text == null) {
            return super._finishAndReturnString();
        }
        _inputPtr = strings.end();
        _textBuffer.resetWithString(text);
        return text;
    }

    @Override
    protected void _skipString() throws IOException {
        int behind = strings.skip(_inputBuffer, _inputPtr, _inputEnd);
        if (behind < 0) {
            super._skipString();
            return;
        }
        _tokenIncomplete = false;
        _inputPtr = behind;
    }

    @Override
    protected void _releaseBuffers() throws IOException {
        super._releaseBuffers();
        _ioContext.releaseWriteEncodingBuffer(buffer);
    }
}
