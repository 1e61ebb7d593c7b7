package io.narrows.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the payload of one document type is written and read; {@code write} is null for a type that is only read any more.
 *
 * @param <T> the record
 */
record Layout<T extends LogDocument>(
        Class<T> document, @Nullable Writer<T> write, Reader<T> read) {

    /** Appends a payload. */
    interface Writer<T> {
        void write(T document, Encoder out);
    }

    /** Reads a payload that was written in some version of the layout, and may leave bytes of a later one. */
    interface Reader<T> {
        T read(Decoder in, int version);
    }

    void write(LogDocument d, Encoder out) {
        if (write == null) {
            throw new IllegalStateException(document.getSimpleName() + " is not written in this layout any more");
        }
        write.write(document.cast(d), out);
    }

    /** The number of a constant: its place among the constants. */
    static <E extends Enum<E>> int code(E constant, List<E> constants) {
        return constants.indexOf(constant);
    }

    /**
     * The constant of a number.
     *
     * @throws LogException if there is none
     */
    static <E extends Enum<E>> E constant(int code, List<E> constants) {
        if (code >= constants.size()) {
            throw new LogException("damaged document: " + code + " where one of the " + constants.size() + " values of "
                    + constants.get(0).getDeclaringClass().getSimpleName() + " should stand");
        }
        return constants.get(code);
    }
}
