package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Typed reading of JSON tokens; every complaint names the path, what stands there and what should. */
final class JsonReader {
    /** Deepest nesting of objects and arrays. The protocol itself needs four levels plus the rank of a tensor. */
    static final int MAX_DEPTH = 32;

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Field names of clients must not fill a table that lives as long as the server.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(64)
                    .build())
            .build();

    /** What Jackson adds for a programmer: where its source object is, which of its features would allow the input. */
    private static final Pattern PARSER_HINT = Pattern.compile(
            "(: enable `| \\(start marker at \\[Source| \\(not recognized as one since Feature).*", Pattern.DOTALL);

    private final JsonParser parser;

    JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    static JsonParser open(char[] text) throws IOException {
        return FACTORY.createParser(text, 0, text.length);
    }

    static ProtocolException malformed(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return bad("body breaks a limit: " + Shown.plain(firstSentence(e)) + "; nesting is at most " + MAX_DEPTH
                    + " levels and a number at most 64 characters");
        }
        String where = "";
        if (e instanceof JacksonException jackson) {
            JsonLocation at = jackson.getLocation();
            if (at != null) {
                where = " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            }
        }
        return bad("body is not well-formed JSON" + where + ": " + ascii(firstSentence(e)));
    }

    private static String firstSentence(IOException e) {
        String message = e instanceof JacksonException jackson ? jackson.getOriginalMessage() : e.getMessage();
        return message == null ? "no message" : PARSER_HINT.matcher(message).replaceFirst("");
    }

    private static String ascii(String message) {
        String cut = message.length() > 120 ? message.substring(0, 120) + "..." : message;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }

    void startBody() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw bad("body is empty; a request is a JSON object");
        }
        expect("body", token, JsonToken.START_OBJECT, "an object");
    }

    void endBody() throws IOException {
        JsonToken token = parser.nextToken();
        if (token != null) {
            throw bad("body goes on after the request with " + what(token) + "; it is one JSON object");
        }
    }

    /** The value of the current field must be an object. */
    void startObject(String path) throws IOException {
        expect(path, parser.nextToken(), JsonToken.START_OBJECT, "an object");
    }

    /** The current element of an array must be an object. */
    void elementObject(String path) throws IOException {
        expect(path, parser.currentToken(), JsonToken.START_OBJECT, "an object");
    }

    void startArray(String path) throws IOException {
        expect(path, parser.nextToken(), JsonToken.START_ARRAY, "an array");
    }

    /** Moves to the next element of an array; false at its end. The element is then the current token. */
    boolean nextElement() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /** Next field name of the object, null at its end. */
    @Nullable
    String field(String path, Set<String> seen) throws IOException {
        return field(path, seen, true);
    }

    @Nullable
    String field(String path, Set<String> seen, boolean remember) throws IOException {
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            return null;
        }
        String name = wellFormed(path.isEmpty() ? "a field name" : path + ", a field name", parser.currentName());
        if (remember ? !seen.add(name) : seen.contains(name)) {
            String at = path.isEmpty() ? "" : path + ".";
            throw bad(at + Shown.plain(name) + " is there twice; a field may be given once");
        }
        return name;
    }

    String string(String path) throws IOException {
        expect(path, parser.nextToken(), JsonToken.VALUE_STRING, "a string");
        return wellFormed(path, parser.getText());
    }

    /** The current token as a dimension of a shape. */
    long size(String path) throws IOException {
        JsonToken token = parser.currentToken();
        expect(path, token, JsonToken.VALUE_NUMBER_INT, "a whole number");
        String text = parser.getText();
        if (text.startsWith("-")) {
            throw bad(path + " is " + Shown.plain(text) + "; a dimension is at least 0");
        }
        if (text.length() > 18) {
            throw bad(path + " is " + Shown.plain(text) + "; a dimension is below 10^18");
        }
        return Long.parseLong(text);
    }

    Object scalar(String path) throws IOException {
        JsonToken token = parser.nextToken();
        return switch (token) {
            case VALUE_STRING -> wellFormed(path, parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                parser.getText().length() > 18
                        ? parser.getBigIntegerValue()
                        : (Object) Long.parseLong(parser.getText());
            case VALUE_NUMBER_FLOAT -> finite(path);
            default -> throw wrong(path, token, "a string, a number or a boolean");
        };
    }

    private Double finite(String path) throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw tooLarge(path);
        }
        return value;
    }

    /** Adds the current token, a number, to others. */
    void number(Supplier<String> path, NumberData into) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = parser.getDoubleValue();
            if (Double.isInfinite(value)) {
                throw tooLarge(path.get());
            }
            into.addReal(value, shownFirst(into));
            return;
        }
        switch (parser.getNumberType()) {
            case INT, LONG -> into.addWhole(parser.getLongValue());
            default -> {
                BigInteger value = parser.getBigIntegerValue();
                if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
                    into.addUnsigned(value.longValue());
                } else {
                    into.addReal(value.doubleValue(), shownFirst(into));
                }
            }
        }
    }

    /** The text of the current number, which only the first that is not whole is remembered by. */
    private String shownFirst(NumberData into) throws IOException {
        return into.firstReal() < 0 ? Shown.plain(parser.getText()) : "";
    }

    private ProtocolException tooLarge(String path) throws IOException {
        return bad(path + " is " + Shown.plain(parser.getText()) + "; a number fits into 64-bit floating point");
    }

    JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw bad("body ends too early; a request is one JSON object");
        }
        return token;
    }

    String text() throws IOException {
        return parser.getText();
    }

    String wellFormed(String path, String text) {
        int lone = Utf8.loneSurrogate(text);
        if (lone >= 0) {
            throw bad(String.format(
                    "%s has the lone surrogate \\u%04x at character %d; surrogates come in pairs",
                    path, (int) text.charAt(lone), lone));
        }
        return text;
    }

    ProtocolException wrong(String path, JsonToken token, String rule) throws IOException {
        return bad(path + " is " + what(token) + "; it must be " + rule);
    }

    private void expect(String path, @Nullable JsonToken token, JsonToken wanted, String rule) throws IOException {
        if (token == null) {
            throw bad("body ends too early; " + path + " must be " + rule);
        }
        if (token != wanted) {
            throw wrong(path, token, rule);
        }
    }

    /** What stands at the current token, in words. */
    String what(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string " + Shown.quoted(parser.getText());
            case VALUE_NULL -> "null";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + Shown.plain(parser.getText());
            default -> "'" + Shown.plain(parser.getText()) + "'";
        };
    }
}
