package io.narrows.data.decode;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a numpy file: a Python dictionary of exactly three members, as text.
 *
 * @param shape dimensions, none for a single value
 * @param elements their product
 */
@SuppressWarnings("ArrayRecordComponent") // stays inside this package
record NpyHeader(NpyType type, ByteOrder order, boolean fortranOrder, int[] shape, int elements) {

    /** Parses the text between the length and the data. */
    static NpyHeader parse(String text) throws NpyException {
        return new Parser(text).dictionary();
    }

    /** As numpy writes it, without padding. */
    String text() {
        StringBuilder dimensions = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            dimensions.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        dimensions.append(shape.length == 1 ? ",)" : ")");
        char mark = type.bytes() == 1 ? '|' : order == ByteOrder.BIG_ENDIAN ? '>' : '<';
        return "{'descr': '" + mark + type.code() + "', 'fortran_order': " + (fortranOrder ? "True" : "False")
                + ", 'shape': " + dimensions + ", }";
    }

    static int product(int[] shape, int bytes) throws NpyException {
        long product = 1;
        for (int dimension : shape) {
            product *= dimension; // both below 2^31
            if (product * bytes > Integer.MAX_VALUE) {
                // A zero further on would make it none, but nothing makes such an array.
                throw new NpyException("a shape of " + Arrays.toString(shape) + " is above 2 GiB");
            }
        }
        return (int) product;
    }

    /** The part of Python's literals that such a header may hold. */
    private static final class Parser {
        private static final int MOST_DIMENSIONS = 64; // numpy's own limit

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        NpyHeader dictionary() throws NpyException {
            @Nullable String descr = null;
            @Nullable Boolean fortran = null;
            int @Nullable [] shape = null;
            Set<String> seen = new HashSet<>();
            expect('{');
            while (!take('}')) {
                String key = string();
                if (!seen.add(key)) {
                    throw new NpyException("its header has \"" + key + "\" twice");
                }
                expect(':');
                switch (key) {
                    case "descr" -> descr = string();
                    case "fortran_order" -> fortran = bool();
                    case "shape" -> shape = tuple();
                    default -> throw new NpyException("its header has a \"" + key + "\" that numpy does not know");
                }
                if (!take(',')) {
                    expect('}');
                    break;
                }
            }
            if (!text.substring(at).isBlank()) {
                throw unexpected("nothing");
            }
            if (descr == null || fortran == null || shape == null) {
                throw new NpyException("its header must have descr, fortran_order and shape, has " + seen);
            }
            NpyType type = type(descr);
            return new NpyHeader(type, order(descr), fortran, shape, product(shape, type.bytes()));
        }

        private static NpyType type(String descr) throws NpyException {
            NpyType type = descr.isEmpty() ? null : NpyType.ofCode(descr.substring(1));
            boolean marked = !descr.isEmpty() && "<>|=".indexOf(descr.charAt(0)) >= 0;
            if (type == null || !marked || (type.bytes() > 1 && descr.charAt(0) == '|')) {
                String shown = descr.length() > 20 ? descr.substring(0, 20) + "..." : descr;
                throw new NpyException("a type of \"" + shown
                        + "\" is not read here, only numbers and booleans: b1, i1 to i8, u1 to u8, f2 to f8");
            }
            return type;
        }

        private static ByteOrder order(String descr) {
            return switch (descr.charAt(0)) {
                case '>' -> ByteOrder.BIG_ENDIAN;
                case '=' -> ByteOrder.nativeOrder();
                default -> ByteOrder.LITTLE_ENDIAN;
            };
        }

        private String string() throws NpyException {
            char quote = take('\'') ? '\'' : '"';
            if (quote == '"' && !take('"')) {
                // Types with named members come as a list.
                throw unexpected("a quoted word");
            }
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw unexpected("a closing quote");
            }
            String word = text.substring(at, end);
            at = end + 1;
            return word;
        }

        private boolean bool() throws NpyException {
            skipSpaces();
            for (String word : new String[] {"True", "False"}) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("True");
                }
            }
            throw unexpected("True or False");
        }

        private int[] tuple() throws NpyException {
            int[] dimensions = new int[MOST_DIMENSIONS];
            int count = 0;
            boolean comma = true;
            expect('(');
            while (!take(')')) {
                if (!comma) {
                    throw unexpected("a comma or )");
                }
                if (count == MOST_DIMENSIONS) {
                    throw new NpyException("its shape has more than " + MOST_DIMENSIONS + " dimensions");
                }
                dimensions[count++] = dimension();
                comma = take(',');
            }
            if (count == 1 && !comma) {
                throw unexpected("a comma after the only dimension");
            }
            return Arrays.copyOf(dimensions, count);
        }

        private int dimension() throws NpyException {
            skipSpaces();
            int from = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            String digits = text.substring(from, at);
            if (at < text.length() && text.charAt(at) == 'L') { // Python 2 wrote long numbers so
                at++;
            }
            try {
                return Integer.parseInt(digits);
            } catch (NumberFormatException e) {
                at = from;
                throw unexpected("a dimension from 0 to " + Integer.MAX_VALUE);
            }
        }

        private void expect(char wanted) throws NpyException {
            if (!take(wanted)) {
                throw unexpected("'" + wanted + "'");
            }
        }

        private boolean take(char wanted) {
            skipSpaces();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        private void skipSpaces() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private NpyException unexpected(String wanted) {
            String rest = text.substring(Math.min(at, text.length())).strip();
            String shown = rest.length() > 20 ? rest.substring(0, 20) + "..." : rest;
            return new NpyException("its header must have " + wanted + " at character " + at + ", has "
                    + (shown.isEmpty() ? "nothing" : "\"" + shown + "\""));
        }
    }

    /** The bytes of a text; a header is ASCII but for names of members, which version 3.0 has in UTF-8. */
    static String decoded(byte[] array, int offset, int length, int major) {
        return new String(array, offset, length, major >= 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }
}
