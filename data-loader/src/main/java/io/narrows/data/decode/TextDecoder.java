package io.narrows.data.decode;

import io.narrows.data.shard.RawSample;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A field as UTF-8. */
final class TextDecoder implements Decoder<String> {
    private static final char REPLACEMENT = '\uFFFD';

    private final String field;

    TextDecoder(String field) {
        this.field = field;
    }

    /*
     * The String constructor is several times as fast as a CharsetDecoder, but puts a replacement character where bytes are
     * malformed. Only a text that holds one is looked at again: it may have been in the text.
     */
    @Override
    public String decode(RawSample sample) throws DecodeException {
        int number = Fields.required(sample, field);
        int offset = sample.offset(number);
        int length = sample.length(number);
        String text = new String(sample.array(), offset, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireWellFormed(ByteBuffer.wrap(sample.array(), offset, length));
        }
        return text;
    }

    private void requireWellFormed(ByteBuffer bytes) throws DecodeException {
        int from = bytes.position();
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw new DecodeException(field, "no UTF-8 from byte " + (bytes.position() - from) + " on", e);
        }
    }
}
