package io.narrows.log;

import org.jspecify.annotations.Nullable;

/**
 * The first byte of every document, and the version of its layout that this code writes.
 *
 * <p>A number is never given a second meaning. A later version of a layout only appends fields.
 */
enum DocumentType {
    RUN_HEADER(1, 1),
    STAGE_TABLE(2, 1),
    TRACE(3, 1),
    BATCH(4, 1),
    DROP_COUNT(5, 1),
    CARRIED_RECORDS(6, 1),
    RUN_FOOTER(7, 1);

    final int number;
    final int version;

    DocumentType(int number, int version) {
        this.number = number;
        this.version = version;
    }

    static @Nullable DocumentType of(int number) {
        for (DocumentType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }
}
