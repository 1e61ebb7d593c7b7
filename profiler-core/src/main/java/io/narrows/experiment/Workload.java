package io.narrows.experiment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An endless, seeded sequence of infer requests. Not thread-safe: one caller at a time.
 *
 * <p>Each text is, with the repeat share's probability, one of a popular few, drawn by Zipf's law; otherwise it is drawn
 * afresh. That is what makes a cache or a batcher look as it would under real traffic.
 */
public final class Workload {
    private static final int MOST_TEXTS = 8;

    private final Texts texts;
    private final WorkloadOptions options;
    private final String inputName;
    private final SplittableRandom random;
    private final List<String> popular = new ArrayList<>();
    private final double[] cumulative;
    private final JsonFactory json = new JsonFactory();

    public Workload(Texts texts, WorkloadOptions options, String inputName) {
        this.texts = texts;
        this.options = options;
        this.inputName = inputName;
        this.random = new SplittableRandom(options.seed());
        for (int i = 0; i < options.popular(); i++) {
            popular.add(texts.draw(random));
        }
        this.cumulative = zipf(options.popular(), options.zipfExponent());
    }

    private static double[] zipf(int count, double exponent) {
        double[] cumulative = new double[count];
        double sum = 0;
        for (int rank = 1; rank <= count; rank++) {
            sum += Math.pow(rank, -exponent);
            cumulative[rank - 1] = sum;
        }
        for (int i = 0; i < count; i++) {
            cumulative[i] /= sum;
        }
        return cumulative;
    }

    /** The texts of the next request, 1 to 8. */
    List<String> nextTexts() {
        int count = random.nextDouble() < options.severalShare() ? 2 + random.nextInt(MOST_TEXTS - 1) : 1;
        List<String> request = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            request.add(random.nextDouble() < options.repeatShare() ? nextPopular() : texts.draw(random));
        }
        return request;
    }

    private String nextPopular() {
        double u = random.nextDouble();
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return popular.get(low);
    }

    /** The popular texts, most popular first. */
    List<String> popular() {
        return List.copyOf(popular);
    }

    /** The body of the next request: an Open Inference Protocol infer request in JSON. */
    public byte[] next() {
        List<String> request = nextTexts();
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator to = json.createGenerator(out)) {
            to.writeStartObject();
            to.writeArrayFieldStart("inputs");
            to.writeStartObject();
            to.writeStringField("name", inputName);
            to.writeArrayFieldStart("shape");
            to.writeNumber(request.size());
            to.writeEndArray();
            to.writeStringField("datatype", "BYTES");
            to.writeArrayFieldStart("data");
            for (String text : request) {
                to.writeString(text);
            }
            to.writeEndArray();
            to.writeEndObject();
            to.writeEndArray();
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to be written
        }
        return out.toByteArray();
    }
}
