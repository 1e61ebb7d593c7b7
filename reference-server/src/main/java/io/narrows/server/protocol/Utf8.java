package io.narrows.server.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: overlong forms, encoded surrogates and cut sequences are refused with the offset of the first bad byte. */
final class Utf8 {
    private Utf8() {}

    static char[] decode(ByteBuffer body) {
        ByteBuffer in = body.slice();
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw ProtocolException.bad(String.format(
                    "body is not valid UTF-8 at byte %d (0x%02x); a request is JSON in UTF-8",
                    in.position(), in.get(in.position())));
        }
        decoder.flush(out);
        char[] chars = out.array();
        return out.position() == chars.length ? chars : java.util.Arrays.copyOf(chars, out.position());
    }

    /** Index of the first surrogate without its partner, -1 when there is none. */
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }
}
