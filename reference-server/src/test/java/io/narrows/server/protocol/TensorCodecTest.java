package io.narrows.server.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors of every datatype from JSON and back. */
class TensorCodecTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ModelInfo model(Datatype datatype, List<Long> shape) {
        TensorInfo x = new TensorInfo("x", datatype.name(), shape);
        return new ModelInfo("m", "2", "p_f", List.of(x), List.of(x), Map.of());
    }

    private static String body(Datatype datatype, String shape, String data) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":" + shape + ",\"datatype\":\"" + datatype + "\",\"data\":" + data
                + "}]}";
    }

    private static TensorRequest read(ModelInfo model, BatchAxis axis, String body) {
        return new TensorRequestValidator(model, axis)
                .validate(RequestDecoder.decode(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static String there(Datatype datatype, String data) throws IOException {
        long count = JSON.readTree(data).size();
        ModelInfo model = model(datatype, List.of(-1L));
        TensorRequest request = read(model, new BatchAxis(0), body(datatype, "[" + count + "]", data));
        ByteBuffer bytes = new TensorResponseEncoder(model).encode(null, request.inputs(), request.outputs(), null);
        JsonNode json = JSON.readTree(bytes.array(), bytes.position(), bytes.remaining());
        assertEquals("m", json.get("model_name").textValue());
        assertEquals("2", json.get("model_version").textValue());
        assertEquals(datatype.name(), json.at("/outputs/0/datatype").textValue());
        assertEquals("[" + count + "]", json.at("/outputs/0/shape").toString());
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        return text.substring(text.indexOf("\"data\":") + 7, text.lastIndexOf("}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOL   | [true,false,true]",
                "UINT8  | [0,1,255]",
                "UINT16 | [0,65535]",
                "UINT32 | [0,4294967295]",
                "UINT64 | [0,9223372036854775807,9223372036854775808,18446744073709551615]",
                "INT8   | [-128,127]",
                "INT16  | [-32768,32767]",
                "INT32  | [-2147483648,2147483647]",
                "INT64  | [-9223372036854775808,9007199254740993,9223372036854775807]",
                "FP16   | [0.0,-1.5,65504.0,0.000061035156]",
                "BF16   | [0.0,1.0,-3.140625,3.3895314E38]",
                "FP32   | [0.1,-0.0,3.4028235E38,1.4E-45]",
                "FP64   | [0.1,-2.5E-300,1.7976931348623157E308]",
                "BYTES  | [\"\",\"a\\\"b\",\"\\n\"]"
            })
    void whatFitsComesBackAsItWas(Datatype datatype, String data) throws IOException {
        assertEquals(data, there(datatype, data));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP32   | [1,18446744073709551615,2.5]  | [1.0,1.8446744E19,2.5]",
                "FP64   | [9007199254740993,0.5]        | [9.007199254740992E15,0.5]",
                "FP64   | [18446744073709551615,99999999999999999999] | [1.8446744073709552E19,1.0E20]",
                "FP16   | [0.1]                         | [0.099975586]",
                "FP16   | [1.00048828125001]            | [1.0009766]",
                "BF16   | [1.00390625000001]            | [1.0078125]"
            })
    void numbersForFloatsAreTheNearest(Datatype datatype, String data, String back) throws IOException {
        assertEquals(back, there(datatype, data));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UINT8  | [1,256]     | inputs[0].data, element 1 of all, is 256; an element of UINT8 is a whole number from 0 to 255",
                "UINT8  | [-1]        | inputs[0].data, element 0 of all, is -1; an element of UINT8 is a whole number from 0 to 255",
                "INT8   | [128]       | inputs[0].data, element 0 of all, is 128; an element of INT8 is a whole number from -128 to 127",
                "INT32  | [1,2,1.0]   | inputs[0].data, element 2 of all, is 1.0; an element of INT32 is a whole number from -2147483648 to 2147483647",
                "UINT64 | [-1]        | inputs[0].data, element 0 of all, is -1; an element of UINT64 is a whole number from 0 to 18446744073709551615",
                "UINT64 | [18446744073709551616] | inputs[0].data, element 0 of all, is 18446744073709551616; an element of UINT64 is a whole number from 0 to 18446744073709551615",
                "INT64  | [9223372036854775808]  | inputs[0].data, element 0 of all, is 9223372036854775808; an element of INT64 is a whole number from -9223372036854775808 to 9223372036854775807",
                "FP32   | [1e39]      | inputs[0].data, element 0 of all, is 1.0E39; an element of FP32 is a number within its range",
                "FP16   | [65520]     | inputs[0].data, element 0 of all, is 65520.0; an element of FP16 is a number within its range",
                "FP64   | [1e999]     | inputs[0].data[0] is 1e999; a number fits into 64-bit floating point",
                "FP32   | [1,\"2\"]   | inputs[0].data[1] is the string \"2\"; an element of FP32 is a number within its range",
                "FP32   | [true]      | inputs[0].data[0] is true; an element of FP32 is a number within its range",
                "FP32   | [null]      | inputs[0].data[0] is null; an element of FP32 is a number within its range",
                "BOOL   | [1]         | inputs[0].data[0] is the number 1; an element of BOOL is true or false",
                "BOOL   | [true,0]    | inputs[0].data[1] is the number 0; an element of BOOL is true or false",
                "BYTES  | [1]         | inputs[0].data[0] is the number 1; an element of BYTES is a string"
            })
    void whatDoesNotFitIsOneLine(Datatype datatype, String data, String says) {
        ProtocolException e = assertThrows(ProtocolException.class, () -> there(datatype, data));
        assertEquals(says, e.getMessage());
        assertEquals(400, e.status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[2,3]                | [1,2,3,4,5]       | inputs[0].data has 5 elements, which does not fit its shape [2, 3]",
                "[2,3]                | [[1,2],[3,4],[5,6]] | inputs[0].data is nested as [3, 2]; its shape is [2, 3]",
                "[2]                  | [1,2]             | inputs[0].shape is [2]; the input x has shape [-1, 3]",
                "[0,3]                | []                | inputs[0].shape[0] is 0; an empty tensor has nothing to infer",
                "[1,4]                | [1,2,3,4]         | inputs[0].shape[1] is 4; the input x has shape [-1, 3]",
                "[999999999999999999,3] | [1,2,3]         | inputs[0].data has 3 elements, which does not fit its shape [999999999999999999, 3]"
            })
    void aShapeThatDoesNotFitIsOneLine(String shape, String data, String says) {
        ProtocolException e = assertThrows(
                ProtocolException.class,
                () -> read(model(Datatype.INT8, List.of(-1L, 3L)), new BatchAxis(0), body(Datatype.INT8, shape, data)));
        assertEquals(says, e.getMessage());
    }

    @Test
    void nestedAndFlatAreTheSameAndASingleValueIsATensor() {
        ModelInfo model = model(Datatype.INT16, List.of(-1L, 2L));
        List<Tensor> flat = read(model, new BatchAxis(0), body(Datatype.INT16, "[2,2]", "[1,2,3,4]"))
                .inputs();
        assertEquals(
                flat,
                read(model, new BatchAxis(0), body(Datatype.INT16, "[2,2]", "[[1,2],[3,4]]"))
                        .inputs());
        ModelInfo single = model(Datatype.FP64, List.of());
        assertEquals(
                1,
                read(single, null, body(Datatype.FP64, "[]", "[7]"))
                        .inputs()
                        .get(0)
                        .elements());
    }

    @Test
    void inputsAreAllThereOnceAndAgreeAlongTheAxis() {
        TensorInfo a = new TensorInfo("a", "INT8", List.of(-1L));
        TensorInfo b = new TensorInfo("b", "INT8", List.of(-1L));
        ModelInfo model = new ModelInfo("m", "1", "p_f", List.of(a, b), List.of(a, b), Map.of());
        String one = "{\"name\":\"%s\",\"shape\":[%d],\"datatype\":\"INT8\",\"data\":[%s]}";
        String a1 = String.format(one, "a", 1, "5");
        String b1 = String.format(one, "b", 1, "6");
        String b2 = String.format(one, "b", 2, "6,7");
        TensorRequest request = read(model, new BatchAxis(0), "{\"inputs\":[" + b1 + "," + a1 + "]}");
        assertEquals(
                List.of("a", "b"), request.inputs().stream().map(Tensor::name).toList());
        assertEquals(Set.of("a", "b"), request.outputs());
        assertEquals(
                Set.of("b"),
                read(model, null, "{\"inputs\":[" + a1 + "," + b2 + "],\"outputs\":[{\"name\":\"b\"}]}")
                        .outputs());
        refused(model, a1, "inputs lacks b; the model takes the inputs a, b");
        refused(model, a1 + "," + a1, "inputs[1].name is \"a\" again; an input may be given once");
        refused(model, a1 + "," + b2, "input b has shape [2]; along the batch axis 0 its size must be 1, as that of a");
        refused(model, String.format(one, "c", 1, "1"), "inputs[0].name is \"c\"; the model takes the inputs a, b");
    }

    private static void refused(ModelInfo model, String inputs, String says) {
        ProtocolException e = assertThrows(
                ProtocolException.class, () -> read(model, new BatchAxis(0), "{\"inputs\":[" + inputs + "]}"));
        assertEquals(says, e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void whatHasNoFormInJsonIsSaid(Datatype datatype) {
        if (datatype.whole() || datatype == Datatype.BOOL || datatype == Datatype.BYTES) {
            return;
        }
        byte[] ones = new byte[datatype.bytes()];
        Arrays.fill(ones, (byte) 0xff); // NaN in every format
        Tensor nan = Tensor.of("x", datatype, List.of(1L), ByteBuffer.wrap(ones));
        TensorResponseEncoder encoder = new TensorResponseEncoder(model(datatype, List.of(-1L)));
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> encoder.encode(null, List.of(nan), Set.of("x"), null));
        assertEquals("the model returned NaN in x, element 0 of all; JSON has no form for it", e.getMessage());
    }

    @Property(tries = 3000)
    void aDamagedRequestGivesARequestOrA400(@ForAll long seed) {
        Random random = new Random(seed);
        Datatype datatype = Datatype.values()[random.nextInt(Datatype.values().length)];
        byte[] body = body(datatype, "[2,2]", "[[1,true],[\"a\",-3.5e1]]").getBytes(StandardCharsets.UTF_8);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(body.length);
            body[at] = (byte) "{}[]\",:0123456789-eE.\\utrfn ".charAt(random.nextInt(28));
        }
        ModelInfo model = model(datatype, List.of(-1L, 2L));
        try {
            assertEquals(
                    1,
                    new TensorRequestValidator(model, new BatchAxis(0))
                            .validate(RequestDecoder.decode(ByteBuffer.wrap(body)))
                            .inputs()
                            .size());
        } catch (ProtocolException e) {
            assertEquals(400, e.status());
            String message = String.valueOf(e.getMessage());
            assertTrue(message.matches("[\\x20-\\x7e]{10,400}"), message);
        }
    }
}
