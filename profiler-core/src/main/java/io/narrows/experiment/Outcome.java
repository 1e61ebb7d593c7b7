package io.narrows.experiment;

/** How one request of the load ended. */
public enum Outcome {
    /** A whole response with status 200. */
    ANSWERED("answered"),
    /** A whole response with another status. */
    STATUS("other status"),
    /** Nothing listens at the address, or the connection could not be made. */
    REFUSED("connection refused"),
    /** Not answered in time, counted from the scheduled arrival; also when no connection became free in that time. */
    TIMEOUT("timed out"),
    /** The connection ended before the response did. */
    RESET("connection lost"),
    /** What came back is not HTTP/1.1. */
    MALFORMED("malformed response");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    /** The outcome in words, for a table or a sentence. */
    public String text() {
        return text;
    }
}
