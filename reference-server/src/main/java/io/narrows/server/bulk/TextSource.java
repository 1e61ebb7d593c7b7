package io.narrows.server.bulk;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.data.decode.DecodeException;
import io.narrows.data.decode.Decoder;
import io.narrows.data.decode.Decoders;

/**
 * Where a sample's text is, in words: {@code txt} is the field of that name, {@code json/title} the member {@code title} of
 * the JSON in the field {@code json}, {@code json/pages/0} the first element of its member {@code pages}.
 */
public final class TextSource {
    private TextSource() {}

    /**
     * A decoder of the text.
     *
     * @throws IllegalArgumentException when the words name no field
     */
    public static Decoder<String> of(String words) {
        int slash = words.indexOf('/');
        String field = slash < 0 ? words : words.substring(0, slash);
        if (field.isBlank()) {
            throw new IllegalArgumentException(
                    "text is to be found at \"" + words + "\", must be FIELD or FIELD/MEMBER, for example json/text");
        }
        if (slash < 0) {
            return Decoders.text(field);
        }
        JsonPointer member = JsonPointer.compile(words.substring(slash));
        Decoder<JsonNode> json = Decoders.json(field, JsonNode.class);
        return sample -> {
            JsonNode found = json.decode(sample).at(member);
            if (!found.isTextual()) {
                throw new DecodeException(
                        field,
                        found.isMissingNode()
                                ? "its JSON has no " + member
                                : member + " is no text but " + found.getNodeType());
            }
            return found.textValue();
        };
    }
}
