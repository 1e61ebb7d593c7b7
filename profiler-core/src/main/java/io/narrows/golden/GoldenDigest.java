package io.narrows.golden;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 over what a golden set says, not over how its file is laid out: line ends and white space may change on the way
 * through a version control system, values may not.
 */
final class GoldenDigest {
    /*
     * The digest is taken over this byte sequence. Numbers are big-endian; str = int32 number of UTF-8 bytes, then the
     * bytes; list = int32 number of entries, then the entries.
     *
     *   str   schema                      "narrows.golden/1" or "narrows.golden/2"
     *   str   model name, str model sha256, str engine, int64 recorded (seconds since 1970)
     *   int32 tolerance version, str tier
     *         version 1: float64 maxAbs, float64 minCosine
     *         version 2: list of limits: str key, float64 limit, in the order of the format's page; float64 ulpFloor
     *   list  samples: str id, str note, list of inputs, list of outputs
     *   tensor: str name, str datatype, list of int64 sizes, int32 number of values,
     *           then the values: str each (BYTES), float32 each (FP32, raw bits), float64 each (FP64, raw bits), or
     *           int64 each (whole numbers and truth values)
     */
    private GoldenDigest() {}

    static String of(GoldenSet set) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(set, new DataOutputStream(bytes));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void write(GoldenSet set, DataOutputStream out) throws IOException {
        string(out, GoldenSetJson.schema(set.tolerance()));
        string(out, set.model());
        string(out, set.modelHash());
        string(out, set.engine());
        out.writeLong(set.recorded().getEpochSecond());
        tolerance(out, set.tolerance());
        out.writeInt(set.samples().size());
        for (GoldenSample sample : set.samples()) {
            string(out, sample.id());
            string(out, sample.note());
            tensors(out, sample.inputs());
            tensors(out, sample.outputs());
        }
    }

    private static void tolerance(DataOutputStream out, GoldenTolerance tolerance) throws IOException {
        int version = ToleranceJson.version(tolerance);
        out.writeInt(version);
        string(out, tolerance.tier().word());
        if (version == ToleranceJson.VERSION_1) {
            out.writeDouble(tolerance.limit(GoldenMetric.MAX_ABS).orElseThrow());
            out.writeDouble(tolerance.limit(GoldenMetric.COSINE).orElseThrow());
            return;
        }
        out.writeInt(tolerance.limits().size());
        for (Map.Entry<GoldenMetric, Double> limit : tolerance.limits().entrySet()) {
            string(out, limit.getKey().key());
            out.writeDouble(limit.getValue());
        }
        out.writeDouble(tolerance.ulpFloor());
    }

    private static void tensors(DataOutputStream out, List<GoldenTensor> tensors) throws IOException {
        out.writeInt(tensors.size());
        for (GoldenTensor tensor : tensors) {
            string(out, tensor.name());
            string(out, Datatypes.of(tensor));
            out.writeInt(tensor.shape().size());
            for (long size : tensor.shape()) {
                out.writeLong(size);
            }
            out.writeInt(Tensors.count(tensor));
            values(out, tensor);
        }
    }

    private static void values(DataOutputStream out, GoldenTensor tensor) throws IOException {
        if (tensor instanceof GoldenTensor.Floats floats) {
            for (float value : floats.values()) {
                out.writeInt(Float.floatToRawIntBits(value));
            }
        } else if (tensor instanceof GoldenTensor.Doubles doubles) {
            for (double value : doubles.values()) {
                out.writeLong(Double.doubleToRawLongBits(value));
            }
        } else if (tensor instanceof GoldenTensor.Integers integers) {
            for (long value : integers.values()) {
                out.writeLong(value);
            }
        } else if (tensor instanceof GoldenTensor.Texts texts) {
            for (String value : texts.values()) {
                string(out, value);
            }
        }
    }

    private static void string(DataOutputStream out, String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
