package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import java.util.Map;

/**
 * When a request is to be served: the extension {@code schedule_policy} of the protocol.
 *
 * @param priority 1 goes first, {@value #LEAST} last
 * @param timeoutUs how long it may wait for the model, in us; 0 when it does not say
 */
public record Schedule(int priority, long timeoutUs) {
    /** The parameter with the priority: 0 stands for the usual one. */
    static final String PRIORITY = "priority";

    /** The parameter with the timeout in us: 0 stands for the server's. */
    static final String TIMEOUT = "timeout";

    /** The last priority. */
    public static final int LEAST = 9;

    /** The priority of who does not say. */
    public static final int USUAL = 5;

    private static final long LONGEST_US = 3_600_000_000L;

    /** Reads it from the parameters of a request. */
    static Schedule of(Map<String, Object> parameters) {
        long priority = number(parameters, PRIORITY, LEAST, "a whole number from 0 to " + LEAST);
        long timeoutUs =
                number(parameters, TIMEOUT, LONGEST_US, "a whole number of microseconds from 0 to " + LONGEST_US);
        return new Schedule(priority == 0 ? USUAL : (int) priority, timeoutUs);
    }

    private static long number(Map<String, Object> parameters, String name, long most, String rule) {
        Object value = parameters.get(name);
        if (value == null || Boolean.FALSE.equals(value)) {
            return 0;
        }
        if (value instanceof Long number && number >= 0 && number <= most) {
            return number;
        }
        String shown = value instanceof String text ? Shown.quoted(text) : Shown.plain(String.valueOf(value));
        throw bad("parameters." + name + " is " + shown + "; it must be " + rule);
    }
}
