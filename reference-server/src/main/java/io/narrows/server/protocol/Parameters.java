package io.narrows.server.protocol;

import java.util.List;

/** Names of request parameters that the server itself looks at, and the words about them. */
public final class Parameters {
    /** Which form of the model shall answer. */
    public static final String VARIANT = "variant";

    private Parameters() {}

    /** What a client is told that asks for a variant that is not served. */
    public static ProtocolException unknownVariant(String model, Object wanted, List<String> served) {
        String shown = wanted instanceof String text ? Shown.quoted(text) : Shown.plain(String.valueOf(wanted));
        return ProtocolException.bad("parameters." + VARIANT + " is " + shown + "; of model " + model
                + (served.size() == 1 ? " there is " : " there are ") + String.join(", ", served));
    }
}
