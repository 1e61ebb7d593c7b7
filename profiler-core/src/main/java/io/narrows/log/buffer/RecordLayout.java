package io.narrows.log.buffer;

/** The fixed-size records that recording threads write. Little-endian, 32 bytes, 8-byte aligned. */
public final class RecordLayout {
    /*
     *   0               8               16              24      28    30   31
     *  +---------------+---------------+---------------+-------+-----+----+----+
     *  | time or       | serial        | value         | seq   | id  |type| 0  |
     *  | number        |               |               |       |     |    |    |
     *  +---------------+---------------+---------------+-------+-----+----+----+
     *
     * serial: of the trace, or of the batch where the type says so. Traces and batches are numbered apart, from 1.
     * seq: 0, 1, 2 ... within one trace or batch, counted also when the record finds no room. END carries the highest, so
     *      a reader knows whether it has all, whatever buffers they came through.
     *
     *  type        number at 0   value            id
     *  BEGIN       time          trace id, high   kind
     *  ID_LOW      0             trace id, low    0
     *  ENTER       time          0                stage
     *  LEAVE       time          0                0
     *  ATTRIBUTE   0             value            attribute
     *  JOIN        time          batch serial     seq of the batch's ADD, at most 65535
     *  FAIL        0             0                bytes of the reason
     *  TEXT        8 bytes       8 bytes          number of the part, from 0: the reason in UTF-8, 16 bytes a record
     *  MARK        0             0                0
     *  END         time          0                0
     *  PARENT      0             span id          0; the caller's span, only when there is one
     *  OWNER       0             0                0; not of a trace: serial is the id of the thread whose records follow,
     *                                             only where CPU samples are taken
     *  BATCH_...   as above; ADD: number at 0 is the member's weight, value its trace serial
     *
     * A record is complete when its buffer's tail lies behind it: there is no mark inside a record.
     */

    /** Size of one record. */
    public static final int BYTES = 32;

    static final int NUMBER_OFFSET = 0;
    static final int SERIAL_OFFSET = 8;
    static final int VALUE_OFFSET = 16;
    static final int META_OFFSET = 24;

    public static final int BEGIN = 1;
    public static final int ID_LOW = 2;
    public static final int ENTER = 3;
    public static final int LEAVE = 4;
    public static final int ATTRIBUTE = 5;
    public static final int JOIN = 6;
    public static final int FAIL = 7;
    public static final int TEXT = 8;
    public static final int MARK = 9;
    public static final int END = 10;
    public static final int PARENT = 11;
    public static final int OWNER = 12;

    public static final int BATCH_BEGIN = 17;
    public static final int BATCH_ADD = 18;
    public static final int BATCH_ENTER = 19;
    public static final int BATCH_LEAVE = 20;
    public static final int BATCH_ATTRIBUTE = 21;
    public static final int BATCH_FAIL = 22;
    public static final int BATCH_END = 23;

    /** Text bytes that one record holds. */
    public static final int TEXT_BYTES = 16;

    /** Highest value of an id. */
    public static final int MAX_ID = 0xFFFF;

    private RecordLayout() {}

    /** Packs the last eight bytes of a record. */
    public static long meta(int seq, int id, int type) {
        return (seq & 0xFFFF_FFFFL) | ((long) (id & 0xFFFF) << 32) | ((long) type << 48);
    }

    static int seq(long meta) {
        return (int) meta;
    }

    /** The id in it. */
    public static int id(long meta) {
        return (int) (meta >>> 32) & 0xFFFF;
    }

    /** The type in it. */
    public static int type(long meta) {
        return (int) (meta >>> 48) & 0xFF;
    }

    static boolean isTrace(int type) {
        return type >= BEGIN && type <= PARENT;
    }

    static boolean isBatch(int type) {
        return type >= BATCH_BEGIN && type <= BATCH_END;
    }
}
