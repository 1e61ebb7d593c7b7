package io.narrows.server.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.server.testing.FakeModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CodecPropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VALID = "{\"id\":\"7\",\"parameters\":{\"narrows_timing\":true,\"a\":1.5},"
            + "\"inputs\":[{\"name\":\"text\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"a\\u00e9\",\"\"]}],"
            + "\"outputs\":[{\"name\":\"embedding\",\"parameters\":{\"binary_data\":false}}]}";

    private final RequestValidator validator =
            new RequestValidator(FakeModel.running().info(), 64);

    private TextRequest decode(String body) {
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private TextRequest decode(byte[] body) {
        return validator.validate(RequestDecoder.decode(ByteBuffer.wrap(body)));
    }

    private static ObjectNode request(List<String> texts, JsonNode data) {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode input = request.putArray("inputs").addObject();
        input.put("name", "text").put("datatype", "BYTES");
        input.putArray("shape").add(texts.size());
        input.set("data", data);
        return request;
    }

    @Provide
    Arbitrary<String> wellFormed() {
        return Arbitraries.strings()
                .withChars((char) 0, (char) 0xd7ff)
                .withChars((char) 0xe000, (char) 0xffff)
                .ofMaxLength(40)
                .map(text -> text + new String(Character.toChars(0x1f600 + text.length())));
    }

    @Property(tries = 100)
    void textsComeBackAsTheyWereSent(
            @ForAll @Size(min = 1, max = 20) List<@net.jqwik.api.From("wellFormed") String> texts) throws IOException {
        ArrayNode data = JSON.createArrayNode();
        texts.forEach(data::add);
        ObjectNode request = request(texts, data);
        request.put("id", texts.get(0));
        TextRequest decoded = decode(JSON.writeValueAsBytes(request));
        assertEquals(texts, decoded.texts());
        assertEquals(texts.get(0), decoded.id());
    }

    @Property(tries = 200)
    void flatAndNestedDataAreTheSame(
            @ForAll @IntRange(min = 1, max = 4) int rows, @ForAll @IntRange(min = 1, max = 4) int columns)
            throws IOException {
        ArrayNode flat = JSON.createArrayNode();
        ArrayNode nested = JSON.createArrayNode();
        for (int row = 0; row < rows; row++) {
            ArrayNode line = nested.addArray();
            for (int column = 0; column < columns; column++) {
                flat.add(row + "," + column);
                line.add(row + "," + column);
            }
        }
        TensorData fromFlat = data(flat);
        TensorData fromNested = data(nested);
        assertEquals(fromFlat.strings(), fromNested.strings());
        assertEquals(List.of((long) rows, (long) columns), fromNested.nesting());
        assertEquals(List.of((long) rows * columns), fromFlat.nesting());
    }

    private static TensorData data(JsonNode data) throws IOException {
        byte[] body = JSON.writeValueAsBytes(request(List.of("one"), data));
        return RequestDecoder.decode(ByteBuffer.wrap(body)).inputs().get(0).data();
    }

    @Property(tries = 2000)
    void anyBytesGiveARequestOrA4xx(@ForAll @Size(max = 200) byte[] body) {
        decodes(body);
    }

    @Property(tries = 5000)
    void aDamagedRequestGivesARequestOrA4xx(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = VALID.getBytes(StandardCharsets.UTF_8);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = (byte) "{}[]\",:0123456789-eE.\\utrfn".charAt(random.nextInt(26));
                case 2 -> body = java.util.Arrays.copyOf(body, Math.max(1, at));
                default -> System.arraycopy(body, 0, body, at, Math.min(at, body.length - at));
            }
        }
        decodes(body);
    }

    private void decodes(byte[] body) {
        try {
            assertTrue(!decode(body).texts().isEmpty());
        } catch (ProtocolException e) {
            String message = String.valueOf(e.getMessage());
            assertEquals(400, e.status());
            assertTrue(message.matches("[\\x20-\\x7e]{10,400}"), "one printable line, was: " + message);
        }
    }

    @Property(tries = 300)
    void responsesReadBackToTheSameBits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int rows)
            throws IOException {
        Random random = new Random(seed);
        float[][] sent = new float[rows][3];
        for (float[] row : sent) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian() * (float) Math.pow(10, random.nextInt(12) - 6);
            }
        }
        ResponseEncoder encoder = new ResponseEncoder(FakeModel.running().info());
        ByteBuffer body = encoder.encode("i\"d\n", sent, () -> Map.of("narrows_total_ns", 5L));
        JsonNode json = JSON.readTree(body.array(), body.arrayOffset() + body.position(), body.remaining());
        assertEquals("minilm", json.get("model_name").textValue());
        assertEquals("1", json.get("model_version").textValue());
        assertEquals("i\"d\n", json.get("id").textValue());
        assertEquals(5, json.at("/parameters/narrows_total_ns").intValue());
        assertEquals("[" + rows + ",3]", json.at("/outputs/0/shape").toString());
        float[] flat = new float[rows * 3];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = json.at("/outputs/0/data/" + i).floatValue();
        }
        float[] expected = new float[rows * 3];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = sent[i / 3][i % 3];
        }
        assertArrayEquals(expected, flat);
    }

    @Property(tries = 1)
    void theValidRequestIsValid() {
        assertEquals(new TextRequest("7", List.of("a\u00e9", ""), true, new Schedule(5, 0)), decode(VALID));
    }
}
