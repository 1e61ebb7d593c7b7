package io.narrows.data.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.format.InputAccessor;
import com.fasterxml.jackson.core.format.MatchStrength;
import com.fasterxml.jackson.core.io.IOContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Jackson's factory, but an array that begins with ASCII, and so is UTF-8, is parsed by a {@link WideJsonParser}. Thread-safe. */
final class WideJsonFactory extends JsonFactory {
    private static final long serialVersionUID = 1;

    WideJsonFactory() {}

    private WideJsonFactory(JsonFactory from, @Nullable ObjectCodec codec) {
        super(from, codec);
    }

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
        if (!beginsWithAscii(data, offset, length) || !Feature.CANONICALIZE_FIELD_NAMES.enabledIn(_factoryFeatures)) {
            return super._createParser(data, offset, length, context);
        }
        return new WideJsonParser(
                context,
                _parserFeatures,
                _objectCodec,
                _byteSymbolCanonicalizer.makeChild(_factoryFeatures),
                data,
                offset,
                offset + length);
    }

    /**
     * Whether its first two bytes are ASCII and not zero. JSON in UTF-16 or UTF-32 has a zero among them, and a byte order mark
     * begins with a zero or with a byte that is not ASCII.
     */
    private static boolean beginsWithAscii(byte[] data, int offset, int length) {
        return length >= 2 && data[offset] > 0 && data[offset + 1] > 0;
    }

    // What a factory that is not JsonFactory itself must say again, or it is no longer one of JSON.

    @Override
    public JsonFactory copy() {
        return new WideJsonFactory(this, null);
    }

    @Override
    public String getFormatName() {
        return FORMAT_NAME_JSON;
    }

    @Override
    public MatchStrength hasFormat(InputAccessor input) throws IOException {
        return hasJSONFormat(input);
    }

    @Override
    protected Object readResolve() {
        return new WideJsonFactory(this, _objectCodec);
    }
}
