package io.narrows.server.protocol;

/** Floats as decimal text that reads back to the same 32 bits, written without allocating for the common range. */
final class FloatText {
    /*
     * For 1e-5 <= |f| < 1e7 the value is scaled by a power of ten to an integer of 7, then 8, then 9 digits, and the first
     * that reads back is taken. Nine digits always do. "Reads back" is asked for with a margin: the decimal must lie
     * strictly inside the interval that rounds to f, by more than the error of the double arithmetic used here, so that a
     * parser that rounds once (to float) and one that rounds twice (to double, then to float) both find f. Just above a
     * power of two the interval below f is half as wide, hence the smaller quarter.
     */
    private static final double[] POWER = new double[23];

    static {
        double power = 1;
        for (int i = 0; i < POWER.length; i++) {
            POWER[i] = power;
            power *= 10;
        }
    }

    private FloatText() {}

    /** Longest text that {@link #write} makes, in bytes. */
    static final int MAX_BYTES = 20;

    /**
     * Writes a finite float.
     *
     * @param value a finite number
     * @param out room for {@link #MAX_BYTES} from {@code at}
     * @return position after the text
     */
    static int write(float value, byte[] out, int at) {
        double wanted = Math.abs((double) value);
        if (!(wanted >= 1e-5 && wanted < 1e7)) {
            return writeSlow(value, out, at);
        }
        int position = at;
        if (value < 0) {
            out[position++] = '-';
        }
        // decimals for 7 digits: wanted * 10^decimals lies in [10^6, 10^7)
        int decimals = 6;
        double scaled = wanted;
        while (scaled >= 10) {
            scaled /= 10;
            decimals--;
        }
        while (scaled < 1) {
            scaled *= 10;
            decimals++;
        }
        boolean powerOfTwo = (Float.floatToRawIntBits(value) & 0x7fffff) == 0;
        double margin = Math.ulp(value) * (powerOfTwo ? 0.2499999 : 0.4999999);
        for (int extra = 0; extra < 3; extra++) {
            double power = POWER[decimals + extra];
            long digits = Math.round(wanted * power);
            if (extra == 2 || Math.abs(digits / power - wanted) < margin) {
                return writeDecimal(digits, decimals + extra, out, position);
            }
        }
        throw new AssertionError("unreachable: nine digits always read back");
    }

    private static int writeDecimal(long digits, int decimals, byte[] out, int at) {
        long whole = digits;
        int places = decimals;
        while (places > 1 && whole % 10 == 0) {
            whole /= 10;
            places--;
        }
        if (places == 0) {
            whole *= 10;
            places = 1;
        }
        long unit = (long) POWER[places];
        int position = writeLong(whole / unit, out, at);
        out[position++] = '.';
        long fraction = whole % unit;
        for (int i = position + places - 1; i >= position; i--) {
            out[i] = (byte) ('0' + fraction % 10);
            fraction /= 10;
        }
        return position + places;
    }

    private static int writeLong(long value, byte[] out, int at) {
        int length = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            length++;
        }
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + length;
    }

    private static int writeSlow(float value, byte[] out, int at) {
        String text = Float.toString(value);
        for (int i = 0; i < text.length(); i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }
}
