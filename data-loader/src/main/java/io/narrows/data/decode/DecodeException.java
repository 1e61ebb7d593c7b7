package io.narrows.data.decode;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A field that is missing or is not what it has to be; the message names the field and the rule. */
public final class DecodeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field name of the field
     * @param rule what is wrong with it, as in {@code "11 bytes follow a header that says 12"}
     */
    public DecodeException(String field, String rule, @Nullable Throwable cause) {
        super("field \"" + field + "\": " + rule, cause);
        this.field = field;
    }

    public DecodeException(String field, String rule) {
        this(field, rule, null);
    }

    /** Name of the field. */
    public String field() {
        return field;
    }
}
