package io.narrows.data.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import java.io.IOException;

/** Jackson's factory, but what is in UTF-8 and in one array is parsed by a {@link WideJsonParser}. Thread-safe. */
final class WideJsonFactory extends JsonFactory {
    private static final long serialVersionUID = 1;

    WideJsonFactory() {}

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
        if (!certainlyUtf8(data, offset, length)) {
            return super._createParser(data, offset, length, context);
        }
        return new WideJsonParser(
                context,
                _parserFeatures,
                _objectCodec,
                _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
                data,
                offset,
                offset + length);
    }

    /** Whether it begins with two characters of ASCII: UTF-16 and UTF-32 have a zero among their first two, a mark has neither. */
    private static boolean certainlyUtf8(byte[] data, int offset, int length) {
        return length >= 2 && data[offset] > 0 && data[offset + 1] > 0;
    }
}
